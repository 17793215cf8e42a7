/** Converts UTC instants to local days of a time zone: fast, and exact through clock changes and half-hour offsets. */

const DAY_MS = 86_400_000;
export const QUARTER_MS = 900_000;

/** A calendar day as the number of days since 1970-01-01. */
export type DayNumber = number;

/** Local minus UTC at an instant; both in milliseconds. */
export type OffsetOf = (timeMs: number) => number;

export class Zone {
  readonly name: string;
  readonly #askOffset: OffsetOf;
  /** By UTC day: the offset that applies all day, or NaN where it changes. */
  readonly #offsets = new Map<number, number>();
  readonly #quarters = new Map<number, number>();

  /**
   * @param offsetOf of a zone whose name is known to be valid; by default it is derived from the name
   * @throws RangeError where the zone is not known
   */
  constructor(name: string, offsetOf?: OffsetOf) {
    if (offsetOf) {
      this.name = name;
      this.#askOffset = offsetOf;
      return;
    }
    const format = formatOf(name);
    this.name = format.resolvedOptions().timeZone;
    this.#askOffset = (timeMs) => offsetBy(format, timeMs);
  }

  /** Local minus UTC at an instant, in milliseconds. */
  offsetMs(timeMs: number): number {
    const utcDay = Math.floor(timeMs / DAY_MS);
    let offset = this.#offsets.get(utcDay);
    if (offset === undefined) {
      const start = this.#askOffset(utcDay * DAY_MS);
      offset = start === this.#askOffset((utcDay + 1) * DAY_MS - 1000) ? start : Number.NaN;
      this.#offsets.set(utcDay, offset);
    }
    return Number.isNaN(offset) ? this.#quarterOffset(timeMs) : offset;
  }

  dayOf(timeMs: number): DayNumber {
    return Math.floor((timeMs + this.offsetMs(timeMs)) / DAY_MS);
  }

  /** Hour of the local day, 0 … 23. */
  hourOf(timeMs: number): number {
    return Math.floor(((((timeMs + this.offsetMs(timeMs)) % DAY_MS) + DAY_MS) % DAY_MS) / 3_600_000);
  }

  /** First instant of a local day. */
  startOfDayMs(day: DayNumber): number {
    // On most days the offset at noon applies.
    const usual = day * DAY_MS - this.offsetMs(day * DAY_MS + DAY_MS / 2);
    if (this.dayOf(usual) === day && this.dayOf(usual - 1) === day - 1) return usual;
    let low = day * DAY_MS - DAY_MS;
    let high = day * DAY_MS + DAY_MS;
    while (high - low > QUARTER_MS) {
      const middle = low + Math.floor((high - low) / 2 / QUARTER_MS) * QUARTER_MS;
      if (this.dayOf(middle) >= day) high = middle;
      else low = middle;
    }
    return high;
  }

  /** All offsets in use are multiples of a quarter of an hour, and change on quarters. */
  #quarterOffset(timeMs: number): number {
    const quarter = Math.floor(timeMs / QUARTER_MS);
    let offset = this.#quarters.get(quarter);
    if (offset === undefined) {
      offset = this.#askOffset(quarter * QUARTER_MS);
      this.#quarters.set(quarter, offset);
    }
    return offset;
  }
}

function formatOf(name: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}

function offsetBy(format: Intl.DateTimeFormat, timeMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(timeMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - timeMs;
}
