// How the columns of a network lie in their room: how large its pictures are, and how many neurons are only cells.

const SIZES = { most: 56, least: 12, grouped: 24, gap: [4, 14], beside: 48 };  // pixels of a picture, and around it
const SLIM = { column: 48, gap: 2, beside: 9 };  // a column that is narrower than this has a short head
const SHARES = { pictures: 0.4, cells: 0.48 };  // of the height, in a column of both
const CELL = { most: 20, least: 2, width: 120 };
const BRIEF = 68;  // a column that is narrower than this has a brief head
const NARROW = 480;
const LABELS = { least: 58, share: 0.25, around: 8 };  // pixels of the names beside the inputs and the outputs; at most such a share each
const pen = document.createElement("canvas").getContext("2d");
export const HEADS = { full: 66, slim: 26 };

// How wide the names of the inputs and of the outputs are, and the most that one may have.
export function labelled(view, inputs, outputs) {
  pen.font = `13px ${getComputedStyle(view).fontFamily}`;
  const most = view.clientWidth < NARROW ? LABELS.least : Math.max(LABELS.least, Math.floor(LABELS.share * view.clientWidth));
  const wide = (names) => Math.min(Math.max(0, ...names.map((name) => pen.measureText(name).width)), most);
  return { most, wide: Math.max(wide(inputs), LABELS.least) + wide(outputs) + 2 * LABELS.around };
}

// The room of each column when so many lie side by side.
export function roomOf(view, columns, zoom, labels) {
  const width = (zoom * view.clientWidth - labels.wide) / columns;
  const slim = width < SLIM.column;
  const head = slim ? HEADS.slim : HEADS.full;
  return { width, slim, brief: width < BRIEF, zoom, label: labels.most, height: Math.max(zoom * view.clientHeight - head - 12, 120) };
}

// How large the pictures of a column are, how far apart, and how large the cells of those that have none.
export function laid(room, count, whole = false) {
  const wide = room.width - (room.slim ? SLIM.beside : Math.min(SIZES.beside, 0.45 * room.width));
  const most = Math.max(Math.min(wide, SIZES.most * room.zoom), 8);
  const least = Math.min(SIZES.least, most), tight = room.slim ? SLIM.gap : SIZES.gap[0];
  if (whole || count * (least + tight) <= room.height) return { ...spread(room.height / count, most, least, tight), shown: count };
  const size = Math.floor(Math.min(SIZES.grouped, most));
  const shown = Math.max(1, Math.min(count - 1, Math.floor((SHARES.pictures * room.height) / (size + tight))));
  return { size, gap: tight, shown, cells: cells(room, count - shown, size) };
}

function spread(high, most, least, tight) {
  const between = Math.min(Math.max(0.24 * high, tight), SIZES.gap[1]);
  const size = Math.floor(Math.max(Math.min(high - between, most), least));
  return { size, gap: Math.floor(Math.max(Math.min(high - size, SIZES.gap[1]), tight)) };
}

function cells(room, count, least) {
  const width = Math.floor(Math.max(Math.min(CELL.width * room.zoom, room.width - (room.slim ? 7 : SIZES.beside)), least));
  let side = CELL.most;
  while (side > CELL.least && Math.ceil(count / Math.floor(width / side)) * side > SHARES.cells * room.height) side -= 1;
  return { side, across: Math.floor(width / side) };
}
