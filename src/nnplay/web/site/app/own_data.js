/**
 * Data of one's own: files that are dropped anywhere on the page, chosen or pasted. They never leave the machine, unless a
 * server does the computing.
 */

/** The largest file that the browser keeps for the next visit. */
export const KEPT_BYTES = 20_000_000;

/** Whether a text looks like rows of a table, and not like a word for a field. @param {string} text */
export const looksLikeRows = (text) => text.trim().split(/\r\n|\r|\n/).length >= 3 && /[,;\t|]/.test(text);

/**
 * Take files that are dropped, and rows that are pasted where no field takes them.
 * @param {(name: string, bytes: Uint8Array<ArrayBuffer>) => void} open
 * @param {(over: boolean) => void} onDrag whether files are over the page
 */
export function takeDrops(open, onDrag) {
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  let depth = 0;
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) onDrag(++depth > 0);
  });
  addEventListener("dragleave", (event) => {
    if (hasFiles(event)) onDrag((depth = Math.max(depth - 1, 0)) > 0);
  });
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    depth = 0;
    onDrag(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    void bytesOf(file).then((bytes) => open(file.name, bytes));
  });
  addEventListener("paste", (event) => {
    const rows = event.clipboardData?.getData("text/plain") ?? "";
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (typing || !looksLikeRows(rows)) return;
    event.preventDefault();
    open("pasted.csv", encoded(rows));
  });
}

/** @param {Blob} file */
export const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

/** @param {string} text */
export const encoded = (text) => new Uint8Array(new TextEncoder().encode(text));
