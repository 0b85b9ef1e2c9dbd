/** Decode the bytes of a text file; recognize files that are not text. As `nnplay.data.readers.decoding`. */

import {DataError} from "./text.js";

/** @type {[string, string][]} */
const SIGNATURES = [
  ["\x89PNG", "a PNG image"], ["\xff\xd8\xff", "a JPEG image"], ["GIF8", "a GIF image"], ["%PDF", "a PDF document"],
  ["\x1f\x8b", "compressed with gzip; unpack it first"], ["BZh", "compressed with bzip2; unpack it first"],
  ["\xfd7zXZ", "compressed with xz; unpack it first"], ["\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"], ["ARROW1", "an Arrow file; name it .arrow"],
  ["\x89HDF", "an HDF5 file; save the table as CSV or Parquet"],
  ["\x93NUMPY", "a NumPy array; pass it to nn.Dataset.from_arrays"],
  ["$FL2", "an SPSS file; save the table as CSV there, or read it with pandas.read_spss"],
  ["<stata_dta>", "a Stata file; save the table as CSV there, or read it with pandas.read_stata"],
  ["PK\x03\x04", "a zip archive or an Excel workbook; unpack it, or name it .xlsx if it is a workbook"],
  ["\xd0\xcf\x11\xe0", "an old Excel workbook or another Office file; name it .xls if it is a workbook"],
  ["PAR1", "a Parquet file; name it .parquet"], ["SQLite format 3", "an SQLite database"], ["\x7fELF", "a program"],
];
/** @type {[string, string, string][]} */
const BYTE_ORDER_MARKS = [
  ["\xef\xbb\xbf", "utf-8", "utf-8-sig"], ["\xff\xfe\0\0", "", "utf-32"], ["\0\0\xfe\xff", "", "utf-32"],
  ["\xff\xfe", "utf-16le", "utf-16"], ["\xfe\xff", "utf-16be", "utf-16"],
];
const CONTROL = /[\x00-\x08\x0e-\x1f\x7f]/; // eslint-disable-line no-control-regex
const UNDEFINED_IN_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** @param {Uint8Array} bytes @param {string} signature */
const starts = (bytes, signature) => [...signature].every((letter, at) => bytes[at] === letter.charCodeAt(0));

/**
 * The text of a file, and a note if its encoding had to be guessed.
 * @param {string} source
 * @param {Uint8Array} bytes
 * @returns {{text: string, notes: string[]}}
 */
export function decode(source, bytes) {
  for (const [signature, kind] of SIGNATURES) {
    if (starts(bytes, signature)) throw new DataError(`${source} is not a text table but ${kind}`);
  }
  if (starts(bytes.subarray(257), "ustar")) throw new DataError(`${source} is a tar archive; unpack it and pass one of its files`);
  const mark = BYTE_ORDER_MARKS.find(([each]) => starts(bytes, each));
  const [encoding, name] = mark ? [mark[1], mark[2]] : utf16(bytes);
  if (name) {
    try {
      const text = encoding ? new TextDecoder(encoding, {fatal: true, ignoreBOM: true}).decode(bytes) : utf32(bytes);
      return {text: checked(source, text.replace(/^\ufeff/, "")).replace(/^\ufeff/, ""), notes: []};
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw new DataError(`${source} begins as ${name} text but is damaged; save it again as UTF-8`);
    }
  }
  const strict = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true});
  try {
    return {text: checked(source, strict.decode(bytes)), notes: []};
  } catch (error) {
    if (error instanceof DataError) throw error;
  }
  const line = bytes.subarray(0, firstInvalid(bytes)).reduce((lines, byte) => lines + Number(byte === 10), 1);
  const latin = bytes.some((byte) => UNDEFINED_IN_1252.includes(byte));
  const text = latin ? latin1(bytes) : new TextDecoder("windows-1252").decode(bytes);
  return {text: checked(source, text), notes: [`read as ${latin ? "Latin-1" : "Windows-1252"}, because line ${line} is not valid UTF-8`]};
}

/** Where the bytes stop being UTF-8. @param {Uint8Array} bytes */
function firstInvalid(bytes) {
  let [valid, end] = [0, bytes.length];
  while (end - valid > 1) { // the longest part that is valid, its last letter perhaps cut off
    const middle = (valid + end) >> 1;
    try {
      new TextDecoder("utf-8", {fatal: true}).decode(bytes.subarray(0, middle), {stream: true});
      valid = middle;
    } catch {
      end = middle;
    }
  }
  let at = valid;
  while (at > 0 && (bytes[at] & 0xc0) === 0x80) at -= 1;
  return at;
}

/** @param {Uint8Array} bytes */
function latin1(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** @param {Uint8Array} bytes */
function utf32(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0xff;
  if (bytes.length % 4) throw new RangeError("cut off");
  return Array.from({length: bytes.length / 4}, (_, k) => String.fromCodePoint(view.getUint32(4 * k, little))).join("");
}

/** Whether nearly every other byte is zero, as in Western text in UTF-16; a few among the rest are letters such as 😀. @param {Uint8Array} bytes @returns {[string, string]} */
function utf16(bytes) {
  const head = bytes.subarray(0, 4096);
  if (head.length < 4) return ["", ""];
  const zeros = (/** @type {number} */ parity) => head.filter((byte, at) => at % 2 === parity && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  const [evens, odds] = [Math.ceil(head.length / 2), Math.floor(head.length / 2)];
  if (odd > 0.6 * odds && even < 0.1 * evens) return ["utf-16le", "utf-16-le"];
  if (even > 0.6 * evens && odd < 0.1 * odds) return ["utf-16be", "utf-16-be"];
  return ["", ""];
}

/** The text itself, without the mark that DOS puts at its end; an error if it has control characters. @param {string} source @param {string} text */
function checked(source, text) {
  const end = text.replace(/[\r\n\x1a]+$/, ""); // eslint-disable-line no-control-regex
  const whole = text.slice(end.length).includes("\x1a") ? end : text;
  const control = CONTROL.exec(whole);
  if (!control) return whole;
  const line = whole.slice(0, control.index).split(/\r\n|\r|\n/).length;
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  throw new DataError(
    `${source}, line ${line}: the character U+${code} does not occur in text, so this seems to be a binary file; save the table as CSV text`);
}
