/** QR codes as one path of squares; the library is loaded when the first one is shown. */

const LONGEST = 1800; // letters that a telephone still reads

/** @param {string} content @returns {Promise<{size: number, path: string} | null>} null if it is too long */
export async function qrPath(content) {
  if (content.length > LONGEST) return null;
  const {qrcode} = await import("../vendor/qr_code.js");
  const code = qrcode(0, "L");
  code.addData(content);
  code.make();
  const size = code.getModuleCount();
  const dark = Array.from({length: size * size}, (_, k) => k).filter((k) => code.isDark(Math.floor(k / size), k % size));
  return {size, path: dark.map((k) => `M${k % size} ${Math.floor(k / size)}h1v1h-1z`).join("")};
}
