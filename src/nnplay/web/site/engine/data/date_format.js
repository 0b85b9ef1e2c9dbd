/** Dates and times: infer how a column writes them, and read them as seconds since 1970. */

import {spaced} from "./text.js";

export const ISO = "iso";
const DAYS = [
  "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y",
  "%d-%m-%y", "%m-%d-%y", "%y/%m/%d", "%y-%m-%d", "%Y%m%d", "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y",
  "%d-%b-%y", "%d %b %y", "%b-%d-%Y", "%Y %b %d", "%Y-%b-%d", "%a %d %b %Y", "%A %d %B %Y", "%a %b %d %Y", "%A %B %d %Y",
];
const TIMES = ["", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I %p", "T%H:%M:%S"];
const ALONE = [
  "%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y", "%b %Y", "%B %Y", "%b-%Y", "%b-%y", "%Y %b", "%Y-%b", "%H:%M", "%H:%M:%S",
  "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%a %b %d %H:%M:%S %Y",
];
const FORMATS = [...DAYS.flatMap((day) => TIMES.map((time) => day + time)), ...ALONE];
const SAMPLE = 100; // distinct texts that are tried with every format
const POSSIBLE = /^[0-9A-Za-z:,./+\- T]{4,40}$/;
const LONE_NUMBER = /^[+-]?[0-9]+(?:\.[0-9]*)?$/;
const MONTHS = "january february march april may june july august september october november december".split(" ");
const WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
const short = (/** @type {string[]} */ names) => names.map((name) => name.slice(0, 3));

/** The directives of strptime that are known. @type {Record<string, string>} */
const DIRECTIVES = {
  Y: "(?<Y>\\d{4})", y: "(?<y>\\d\\d)", m: "(?<m>1[0-2]|0[1-9]|[1-9])", d: "(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])",
  H: "(?<H>2[0-3]|[01]\\d|\\d)", I: "(?<I>1[0-2]|0[1-9]|[1-9])", M: "(?<M>[0-5]\\d|\\d)", S: "(?<S>6[01]|[0-5]\\d|\\d)",
  f: "(?<f>\\d{1,6})", p: "(?<p>am|pm)", b: `(?<b>${short(MONTHS).join("|")})`, B: `(?<B>${MONTHS.join("|")})`,
  a: `(?:${short(WEEKDAYS).join("|")})`, A: `(?:${WEEKDAYS.join("|")})`, "%": "%",
};
const ISO_DATE = /^(\d{4})-?(\d\d)-?(\d\d)$/;
const ISO_WEEK = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/;
const ISO_TIME = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(Z|([+-])(\d\d):?(\d\d)?(?::?(\d\d)(?:\.\d+)?)?)?$/;
const DAY = 86_400;

/** @type {Map<string, RegExp | null>} */
const patterns = new Map();

/** What a format of strptime matches; null for one with unknown directives. @param {string} format */
function patternOf(format) {
  let pattern = patterns.get(format);
  if (pattern !== undefined) return pattern;
  pattern = null;
  const source = format.replace(/%(.)|\s+|[\\^$.*+?()[\]{}|]/g, (found, directive) =>
    directive ? DIRECTIVES[directive] ?? "\0" : /\s/.test(found) ? "\\s+" : `\\${found}`);
  if (!source.includes("\0")) {
    try {
      pattern = new RegExp(`^${source}$`, "i");
    } catch {
      // the same directive twice
    }
  }
  patterns.set(format, pattern);
  return pattern;
}

/** Seconds since 1970; null if there is no such day or time. @param {number} year @param {number} month @param {number} day @param {number} seconds of the day */
function secondsOf(year, month, day, seconds) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / 1000 + seconds;
}

/** A date in ISO 8601. @param {string} text @returns {number | null} */
function isoDate(text) {
  const size = text[4] === "-" || text[4] === "W" ? (/W/.test(text.slice(4, 6)) ? /^.{4}-?W\d\d(?:-?\d)?/.exec(text)?.[0].length ?? 0 : 10) : 8;
  const [day, time] = [text.slice(0, size), text.slice(size + 1)];
  if (text.length > size && !time) return null;
  const clock = time ? ISO_TIME.exec(time) : null;
  if (time && !clock) return null;
  const [, hour = "0", minute = "0", second = "0", fraction = "0", , sign, zoneHour = "0", zoneMinute = "0", zoneSecond = "0"] = clock ?? [];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(zoneHour) > 23 || Number(zoneMinute) > 59) return null;
  const zone = (sign === "-" ? -1 : 1) * (Number(zoneHour) * 3600 + Number(zoneMinute) * 60 + Number(zoneSecond));
  const within = Number(hour) * 3600 + Number(minute) * 60 + Number(second) + Number(fraction.slice(0, 6).padEnd(6, "0")) / 1e6;
  const plain = ISO_DATE.exec(day);
  if (plain && day.length !== 9) {
    const seconds = secondsOf(Number(plain[1]), Number(plain[2]), Number(plain[3]), within);
    return seconds === null || Number(plain[2]) < 1 ? null : seconds - zone;
  }
  const week = ISO_WEEK.exec(day);
  if (!week || Number(week[2]) < 1 || Number(week[2]) > 53) return null;
  const fourth = /** @type {number} */ (secondsOf(Number(week[1]), 1, 4, 0)) / DAY; // in week 1
  const monday = fourth - ((fourth + 3) % 7);
  return (monday + 7 * (Number(week[2]) - 1) + Number(week[3] ?? 1) - 1) * DAY + within - zone;
}

/** A date in a format of strptime. @param {string} text @param {string} format @returns {number | null} */
function formattedDate(text, format) {
  const groups = patternOf(format)?.exec(text)?.groups;
  if (!groups) return null;
  const number = (/** @type {string} */ name) => (groups[name] === undefined ? null : Number(groups[name]));
  const short = number("y");
  const hasYear = /%[Yy]/.test(format);
  const year = number("Y") ?? (short === null ? 1970 : short + (short <= 68 ? 2000 : 1900));
  const named = groups.B ? MONTHS.indexOf(groups.B.toLowerCase()) : groups.b ? MONTHS.findIndex((month) => month.startsWith(groups.b.toLowerCase())) : -1;
  const half = number("I");
  const hour = half === null ? number("H") ?? 0 : (half % 12) + (groups.p?.toLowerCase() === "pm" ? 12 : 0);
  const second = number("S") ?? 0;
  if (second > 59) return null;
  const fraction = Number((groups.f ?? "").padEnd(6, "0")) / 1e6;
  const month = named >= 0 ? named + 1 : number("m") ?? 1;
  const day = number("d") ?? 1;
  if (!hasYear && secondsOf(1900, month, day, 0) === null) return null;
  return secondsOf(year, month, day, hour * 3600 + (number("M") ?? 0) * 60 + second + fraction);
}

/**
 * The seconds from 1970 to a date or time; null for other texts.
 * @param {string} text
 * @param {string} format "iso" or a format of strptime
 */
export function parseDate(text, format) {
  const cell = spaced(text.replaceAll(",", " "));
  if (format === ISO && LONE_NUMBER.test(cell) && cell.length !== 8) return null;
  const seconds = format === ISO ? isoDate(cell) : formattedDate(cell, format);
  if (seconds === null) return null;
  const year = new Date(seconds * 1000).getUTCFullYear();
  return year >= 1000 && year < 3000 ? seconds : null;
}

/**
 * The format that reads at least this share of the cells as dates, "" for none, and a note if another one does as well.
 * @param {Map<string, number>} counts number of rows of each distinct text
 * @param {number} share
 * @returns {{format: string, note: string}}
 */
export function inferDateFormat(counts, share) {
  const none = {format: "", note: ""};
  const sample = [...counts.keys()].slice(0, SAMPLE);
  if (!sample.length || sample.filter((text) => POSSIBLE.test(text)).length < share * sample.length) return none;
  if (sample.every((text) => LONE_NUMBER.test(text))) return none;
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  const ofSample = (/** @type {string} */ format) => sample.filter((text) => parseDate(text, format) !== null).length / sample.length;
  const ofAll = (/** @type {string} */ format) => [...counts].reduce((sum, [text, n]) => sum + (parseDate(text, format) === null ? 0 : n), 0) / total;
  const fitting = [ISO, ...FORMATS].filter((format) => ofSample(format) >= share).map((format) => ({format, share: ofAll(format)})).filter((each) => each.share >= share);
  if (!fitting.length) return none;
  const exact = Math.max(...fitting.map((each) => each.share));
  const [best, ...others] = fitting.filter((each) => each.share === exact).map((each) => each.format);
  const swapped = others.find((other) => best.replace("%m", "%D").replace("%d", "%m").replace("%D", "%d") === other);
  return {format: best, note: best === ISO || !swapped ? "" : `dates such as ${sample[0]} are read as ${best}; ${swapped} would fit as well`};
}

/** Seconds since 1970 as an ISO date, with the time if it is not midnight. @param {number} seconds */
export function dateText(seconds) {
  const text = new Date(Math.floor(seconds) * 1000).toISOString();
  return seconds % DAY === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
