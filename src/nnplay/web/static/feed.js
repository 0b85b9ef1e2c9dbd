// The feed: frames from the server, taken apart; the next one is asked for when this one has been drawn.

const TYPES = { u1: Uint8Array, f4: Float32Array, f8: Float64Array };
const COLUMNS = ["epoch", ...["train", "test", "validation"].flatMap((part) => [`${part}_loss`, `${part}_score`])];
const PATIENCE = 5;

export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays = {};
  let at = 4 + length;
  for (const [name, type, shape] of header.arrays) {
    const count = shape.reduce((a, b) => a * b, 1);
    arrays[name] = { shape, values: new TYPES[type](buffer, at, count) };
    at += Math.ceil(arrays[name].values.byteLength / 8) * 8;
  }
  return { header, arrays };
}

const columnsOf = (values) => Object.fromEntries(COLUMNS.map((name, k) =>
  [name, Array.from({ length: values.length / COLUMNS.length }, (_, i) => values[i * COLUMNS.length + k])]));

class Feed {
  constructor(wire, say) {
    this.say = say;
    this.scene = this.inputs = this.frame = null;
    this.kept = [];  // the histories of runs that were kept
    this.rows = Object.fromEntries(COLUMNS.map((name) => [name, []]));
    this.frames = 0;
    this.takers = new Set();
    this.address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${wire}`;
    this.tries = 0;
    this.connect();
    window.addEventListener("nnplay-theme", () => this.dress());
  }

  connect() {
    this.socket = new WebSocket(this.address);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => { this.tries = 0; this.dress(); this.send("next"); };
    this.socket.onmessage = (event) => requestAnimationFrame(() => this.take(event.data));
    this.socket.onclose = (event) => {
      if (event.code !== 1008 && this.tries++ < PATIENCE) setTimeout(() => this.connect(), 300 * this.tries);
      else this.announce(this.say.gone);
    };
  }

  dress() { this.send("paper", document.documentElement.dataset.theme); }

  send(what, value = null) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ do: what, value }));
  }

  // Draw a frame, and ask for the next.
  take(buffer) {
    const { header, arrays } = unpack(buffer);
    const fresh = Boolean(header.scene);
    if (fresh) [this.scene, this.inputs] = [header.scene, arrays.inputs];
    const values = arrays.rows.values;
    COLUMNS.forEach((name, k) => {
      const column = this.rows[name];
      column.length = header.first;
      for (let i = k; i < values.length; i += COLUMNS.length) column.push(values[i]);
    });
    if (header.kept) this.kept = header.kept.map((one, k) => ({ ...one, rows: columnsOf(arrays[`kept${k}`].values) }));
    this.frame = { ...header, ...arrays };
    for (const taker of this.takers) taker(fresh);
    this.frames += 1;
    this.tell();
    this.send("next");
  }

  // The numbers of this moment, in words.
  tell() {
    const { epoch, batches, playing, message } = this.frame;
    document.body.dataset.frames = this.frames;
    document.body.dataset.playing = playing;
    const shown = document.getElementById("epoch");
    shown.textContent = epoch.toLocaleString(this.say.other === "de" ? "en" : "de") + (batches ? ` + ${batches}` : "");
    const play = document.getElementById("play");
    const name = playing ? play.dataset.pause : play.dataset.play;
    if (play.title !== name) { play.title = name; play.setAttribute("aria-label", name); }
    if (message !== this.told) this.announce(message);
  }

  announce(message) {
    this.told = message;
    document.getElementById("message").textContent = message;
  }

  watch(taker) {
    this.takers.add(taker);
    if (this.frame) taker(true);
    return () => this.takers.delete(taker);
  }

  // Of how many pieces a neuron of a layer is: one, or those of maxout, whose columns of W lie side by side.
  pieces(layer) { return this.scene.layers[layer].W[1][1] / this.scene.layers[layer].width; }

  // The weight from one neuron to a piece of another, or a bias, of a layer counted from 0. Of a large network those of
  // the neuron that is opened are known; NaN are the others.
  weight(layer, from, to, piece = 0) {
    const [start, [, width]] = this.scene.layers[layer].W;
    return this.number(start + from * width, from + 1, layer, to, piece);
  }

  bias(layer, to, piece = 0) { return this.number(this.scene.layers[layer].b[0], 0, layer, to, piece); }

  number(start, row, layer, to, piece) {
    const { theta, numbers, opened } = this.frame, pieces = this.pieces(layer);
    if (theta) return theta.values[start + to * pieces + piece];
    return numbers && opened[0] === layer && opened[1] === to ? numbers.values[row * pieces + piece] : NaN;
  }

  focus(layer, place) { this.send("focus", layer === null ? null : [layer, place]); }

  // Have the numbers of a neuron with each frame, where they would not come anyway.
  open(layer, place) { if (!this.frame.theta) this.send("open", layer === null ? null : [layer, place]); }

  // Choose a row of the data, counted from 0: it is marked on the surface, and looked at wherever rows are.
  choose(row) { this.send("row", row); }
}

let feed = null;
export const feedOf = ({ wire, say }) => (feed ??= window.nnplayFeed = new Feed(wire, say));
