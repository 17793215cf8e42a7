/** Reads `2026-11-21T20:42:02.296Z`, the format in which clients write times. */

import { ZERO } from "./bytes";
import { isDigit } from "./values";

export const TIME_LENGTH: usize = 24;
const FIRST_YEAR = 2023;
const LAST_YEAR = 2099;
const DAY_MS: f64 = 86400000;

/** The last day that was read, as a number of eight digits, and its start. */
let lastDay = -1;
let lastDayMs: f64 = 0;

/** @returns epoch milliseconds; 0 where it is not in that format, or not a valid time: the reference decoder decides */
export function timeAt(at: usize): f64 {
  const isPunctuated =
    load<u8>(at, 4) === 0x2d &&
    load<u8>(at, 7) === 0x2d &&
    load<u8>(at, 10) === 0x54 &&
    load<u8>(at, 13) === 0x3a &&
    load<u8>(at, 16) === 0x3a &&
    load<u8>(at, 19) === 0x2e &&
    load<u8>(at, 23) === 0x5a;
  if (!isPunctuated) return 0;
  const century = two(at);
  const year = century * 100 + two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  const hundredths = two(at + 20);
  const last: u32 = load<u8>(at, 22);
  // A character that is not a digit makes a number negative.
  if ((century | year | month | day | hour | minute | second | hundredths) < 0 || !isDigit(last)) return 0;
  if (hour > 23 || minute > 59 || second > 59) return 0;
  const date = (year * 100 + month) * 100 + day;
  if (date !== lastDay) {
    if (!isDate(year, month, day)) return 0;
    lastDay = date;
    lastDayMs = <f64>daysSince1970(year, month, day) * DAY_MS;
  }
  return lastDayMs + <f64>(((hour * 60 + minute) * 60 + second) * 1000 + hundredths * 10 + <i32>(last - ZERO));
}

/** A number of two digits; below zero = they are not digits. */
function two(at: usize): i32 {
  const tens: u32 = load<u8>(at);
  const ones: u32 = load<u8>(at, 1);
  return isDigit(tens) && isDigit(ones) ? <i32>((tens - ZERO) * 10 + ones - ZERO) : -0x10000000;
}

function isDate(year: i32, month: i32, day: i32): bool {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return false;
  return day >= 1 && day <= daysOf(year, month);
}

/** Between 2023 and 2099 every fourth year has a 29 February. */
function daysOf(year: i32, month: i32): i32 {
  if (month === 2) return year % 4 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function daysSince1970(year: i32, month: i32, day: i32): i32 {
  let days = (year - 1970) * 365 + (year - 1969) / 4 + day - 1;
  for (let m = 1; m < month; m++) days += daysOf(year, m);
  return days;
}
