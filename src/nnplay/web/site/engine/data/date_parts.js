/** The parts of a date, from its seconds since 1970, for expressions. As `nnplay.utils.expressions.calendar`. */

const DAY = 86_400; // seconds

/** @type {Record<string, (seconds: number) => number>} */
export const DATE_PARTS = {
  days: (t) => t / DAY,
  year: (t) => new Date(t * 1000).getUTCFullYear(),
  month: (t) => new Date(t * 1000).getUTCMonth() + 1,
  dayofyear: (t) => Math.floor((Math.floor(t / DAY) * DAY - Date.UTC(new Date(t * 1000).getUTCFullYear(), 0) / 1000) / DAY) + 1,
  weekday: (t) => (((Math.floor(t / DAY) + 3) % 7) + 7) % 7,
  hour: (t) => (((t % DAY) + DAY) % DAY) / 3600,
};
