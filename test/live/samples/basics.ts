/** The moment and zone of the sample dashboard, and its money. */

import { Zone } from "../../../src/core/calendar/zone.ts";

export const ZONE = new Zone("Europe/Berlin");
/** A Wednesday, 14:03 in Berlin. */
export const NOW_MS = Date.UTC(2026, 10, 18, 13, 3);
export const MINUTE_MS = 60_000;
export const DOLLAR = 1_000_000_000_000n;
export const cents = (n: number): bigint => (BigInt(n) * DOLLAR) / 100n;
