/**
 * Short links: the query of a link compressed, as z=…, where that is shorter: drawn points, formulas, a challenge's entry.
 */

const LONGEST = 200_000; // letters of a query

/** Bytes through a stream of the browser, at most so many. @param {Uint8Array<ArrayBuffer>} bytes @param {any} stream @param {number} most */
async function through(bytes, stream, most = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) throw new RangeError("The link is too long.");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The shorter form of a query; the query itself if it is the shorter one. @param {string} query @returns {Promise<string>} */
export async function shortened(query) {
  const bytes = await through(new TextEncoder().encode(query), new CompressionStream("deflate-raw"));
  const letters = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return letters.length + 2 < query.length ? `z=${letters}` : query;
}

/**
 * The query of an address, with what is compressed in it spelled out; null if that cannot be read.
 * @param {string} query with or without the question mark
 * @returns {Promise<string | null>}
 */
export async function lengthened(query) {
  const parts = query.replace(/^\?/, "").split("&");
  const at = parts.findIndex((part) => part.startsWith("z="));
  if (at < 0) return parts.join("&");
  try {
    const letters = atob(decodeURIComponent(parts[at].slice(2)).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = await through(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw"), LONGEST);
    const inner = new TextDecoder("utf-8", {fatal: true}).decode(bytes);
    return [inner, ...parts.toSpliced(at, 1)].filter(Boolean).join("&");
  } catch {
    return null;
  }
}
