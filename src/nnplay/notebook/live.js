// The front end of the live widget: draws the frames of the kernel, and sends commands to it.

const ratio = () => window.devicePixelRatio || 1;

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function canvas(width, height, label) {
  const node = element("canvas", { role: "img", "aria-label": label });
  node.width = width * ratio();
  node.height = height * ratio();
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
  return node;
}

const REPLAY_SECONDS = 5;
const MAX_FRAMES = 400;  // that are kept to be replayed

const number = (value) =>
  value === null || value === undefined ? "–" : Math.abs(value) >= 1e4 || (value && Math.abs(value) < 1e-3)
    ? value.toExponential(2) : String(Number(value.toPrecision(3)));

// One column of the history, with a line for each part of the data.
function drawChart(target, plot, rows, column, title, epoch, colours) {
  const context = target.getContext("2d");
  const [width, height] = [target.width / ratio(), target.height / ratio()];
  const box = { left: 46, right: width - 8, top: 22, bottom: height - 20 };
  context.setTransform(ratio(), 0, 0, ratio(), 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px sans-serif";
  context.textBaseline = "middle";
  const values = [];
  for (const part of Object.keys(plot.parts))
    for (const row of rows) if (Number.isFinite(row[`${part}_${column}`])) values.push(row[`${part}_${column}`]);
  if (!values.length) return;
  let low = values.reduce((a, b) => Math.min(a, b));
  let high = values.reduce((a, b) => Math.max(a, b));
  const logarithmic = column === "loss" && low > 0 && high > 100 * low;
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  context.fillText(logarithmic ? `${title}, log scale` : title, 4, 9);
  if (column === "accuracy") [low, high] = [Math.min(low, 0.5), 1];
  if (column === "r2") low = Math.max(low, -1);
  if (high === low) [low, high] = [low - 0.5, high + 0.5];
  const place = (v) => (logarithmic ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low));
  const last = Math.max(rows[rows.length - 1].epoch, 1);
  const toX = (e) => box.left + ((box.right - box.left) * e) / last;
  const toY = (v) => box.bottom - (box.bottom - box.top) * Math.min(Math.max(place(v), 0), 1);
  context.strokeStyle = colours.muted;
  context.fillStyle = colours.muted;
  context.lineWidth = 1;
  for (const share of [0, 0.5, 1]) {
    const value = logarithmic ? low * (high / low) ** share : low + share * (high - low);
    context.globalAlpha = 0.3;
    context.beginPath();
    context.moveTo(box.left, toY(value));
    context.lineTo(box.right, toY(value));
    context.stroke();
    context.globalAlpha = 1;
    context.textAlign = "right";
    context.fillText(number(value), box.left - 5, toY(value));
  }
  context.fillText(`epoch ${last.toLocaleString()}`, box.right, box.bottom + 11);
  let legend = box.right;
  for (const part of Object.keys(plot.parts).reverse()) {
    const colour = colours.parts[part];
    context.setLineDash(part === "validation" ? [5, 2] : []);
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.6;
    context.beginPath();
    let drawing = false;
    const stride = Math.max(1, Math.floor(rows.length / 2000));
    rows.forEach((row, k) => {
      if (k % stride && k < rows.length - 1) return;
      const value = row[`${part}_${column}`];
      if (!Number.isFinite(value)) { drawing = false; return; }
      if (drawing) context.lineTo(toX(row.epoch), toY(value));
      else context.moveTo(toX(row.epoch), toY(value));
      drawing = true;
    });
    context.stroke();
    if (rows.length === 1 && drawing) context.fillRect(toX(rows[0].epoch) - 2, toY(rows[0][`${part}_${column}`]) - 2, 4, 4);
    context.textAlign = "right";
    context.setLineDash([]);
    context.fillText(part, legend, 9);
    legend -= context.measureText(part).width + 10;
  }
  if (epoch < last) {
    context.strokeStyle = colours.muted;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(toX(epoch), box.top);
    context.lineTo(toX(epoch), box.bottom);
    context.stroke();
    context.setLineDash([]);
  }
}

// The neurons as circles and the weights as lines: colour by sign, width by size.
function drawNetwork(target, layers, weights, colours) {
  const context = target.getContext("2d");
  const [width, height] = [target.width / ratio(), target.height / ratio()];
  context.setTransform(ratio(), 0, 0, ratio(), 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px sans-serif";
  context.textBaseline = "middle";
  const fits = (text, most) => {
    let kept = text;
    while (kept.length > 1 && context.measureText(kept).width > most) kept = `${kept.slice(0, -2)}…`;
    return kept;
  };
  const ends = [layers[0], layers[layers.length - 1]].map((layer) =>
    10 + Math.min(96, Math.max(16, ...layer.names.map((name) => context.measureText(name).width + 6))));
  const left = ends[0] + 6, right = width - ends[1] - 6, bottom = height - 40;
  const most = Math.max(...layers.map((layer) => layer.drawn));
  const gap = Math.min(30, (bottom - 14) / most), radius = Math.min(8, 0.36 * gap);
  const x = (k) => left + ((right - left) * k) / (layers.length - 1);
  const y = (k, i) => (bottom + 8) / 2 + (i - (layers[k].drawn - 1) / 2) * gap;
  weights.forEach((matrix, k) => {
    const lines = matrix.flatMap((row, i) => row.map((value, j) => [i, j, value]));
    lines.sort((a, b) => Math.abs(a[2]) - Math.abs(b[2]));  // the strong ones on top
    for (const [i, j, value] of lines) {
      context.strokeStyle = value < 0 ? colours.negative : colours.positive;
      context.globalAlpha = 0.1 + 0.85 * Math.abs(value);
      context.lineWidth = 0.4 + 2.8 * Math.abs(value);
      context.beginPath();
      context.moveTo(x(k), y(k, i));
      context.lineTo(x(k + 1), y(k + 1, j));
      context.stroke();
    }
  });
  context.globalAlpha = 1;
  context.lineWidth = 1.1;
  layers.forEach((layer, k) => {
    context.strokeStyle = colours.ink;
    context.fillStyle = k === layers.length - 1 ? colours.ink : colours.paper;
    for (let i = 0; i < layer.drawn; i++) {
      context.beginPath();
      context.arc(x(k), y(k, i), radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    context.fillStyle = colours.ink;
    context.textAlign = k ? "left" : "right";
    layer.names.forEach((name, i) => context.fillText(fits(name, 92), x(k) + (k ? 1 : -1) * (radius + 5), y(k, i)));
    context.textAlign = "center";
    context.fillText(layer.width.toLocaleString(), x(k), bottom + 13);
    context.fillStyle = colours.muted;
    const room = (right - left) / (layers.length - 1) - 4;
    const more = layer.drawn < layer.width ? `, ${layer.drawn} drawn` : "";
    context.fillText(fits(layer.text + more, Math.max(room, 40)), x(k), bottom + 28);
  });
}

// The predictions over two features, smoothed by the browser, with the rows of the data.
function drawPlane(target, plot, image, colours) {
  const context = target.getContext("2d");
  const [width, height] = [target.width / ratio(), target.height / ratio()];
  const { names, spans, points } = plot.plane;
  const box = { left: 46, right: width - 8, top: 22, bottom: height - 34 };
  context.setTransform(ratio(), 0, 0, ratio(), 0, 0);
  context.clearRect(0, 0, width, height);
  if (image && image.byteLength === 3 * plot.side * plot.side) {
    const pixels = new ImageData(plot.side, plot.side);
    for (let k = 0; k < plot.side * plot.side; k++) {
      for (let c = 0; c < 3; c++) pixels.data[4 * k + c] = image.getUint8(3 * k + c);
      pixels.data[4 * k + 3] = 255;
    }
    const small = document.createElement("canvas");
    small.width = small.height = plot.side;
    small.getContext("2d").putImageData(pixels, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, box.left, box.top, box.right - box.left, box.bottom - box.top);
  }
  const at = (value, span, from, to) => from + ((to - from) * (value - span[0])) / (span[1] - span[0]);
  for (const [x, y, colour, held] of points) {
    context.beginPath();
    context.arc(at(x, spans[0], box.left, box.right), at(y, spans[1], box.bottom, box.top), 3.2, 0, 2 * Math.PI);
    context.fillStyle = held ? colours.paper : colour;
    context.strokeStyle = held ? colour : colours.paper;
    context.lineWidth = held ? 1.4 : 0.7;
    context.fill();
    context.stroke();
  }
  context.font = "11px sans-serif";
  context.fillStyle = colours.muted;
  context.textBaseline = "middle";
  for (const end of [0, 1]) {
    context.textAlign = end ? "right" : "left";
    context.fillText(number(spans[0][end]), end ? box.right : box.left, box.bottom + 10);
    context.textAlign = "right";
    context.fillText(number(spans[1][end]), box.left - 5, end ? box.top + 6 : box.bottom - 6);
  }
  context.fillStyle = colours.ink;
  context.textAlign = "center";
  context.fillText(names[0], (box.left + box.right) / 2, box.bottom + 24);
  context.save();
  context.translate(12, (box.top + box.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(names[1], 0, 0);
  context.restore();
  let place = box.left;
  context.textAlign = "left";
  for (const [name, colour] of plot.plane.key) {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(place + 4, 9, 4, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = colours.ink;
    context.fillText(name, place + 12, 9);
    place += 22 + context.measureText(name).width;
  }
}

function render({ model, el }) {
  const plot = model.get("plot_data");
  let rows = [];
  let state = { epoch: 0, playing: false, running: true, message: "", epochs: plot.epochs, rate: plot.rate };
  let dragging = false;
  let viewed = 0;  // the epoch in view, which is not the kernel's during a replay
  let replay = null;
  let dark = null;
  const frames = new Map();  // from the epoch to its picture and weights
  const send = (command, values = {}) => model.send({ do: command, ...values });

  const play = element("button", { type: "button", onclick: () => {
    if (replay) stopReplay();
    else if (!state.running) startReplay();
    else send(state.playing ? "pause" : "play");
  } });
  const step = element("button", { type: "button", title: "Train one epoch", onclick: () => send("step") }, "Step");
  const reset = element("button", { type: "button", title: "Reset to the same initial weights", onclick: () => { stopReplay(); send("reset"); } }, "Reset");
  const rate = element("input", {
    type: "text", inputmode: "decimal", size: 7, "aria-label": "learning rate",
    onchange: () => { stopReplay(); send("rate", { value: rate.value }); },
    onkeydown: (event) => { event.stopPropagation(); if (event.key === "Enter") rate.blur(); },  // keep keys from the notebook
  });
  const slider = element("input", {
    type: "range", min: 0, max: 0, value: 0, "aria-label": "epoch",
    oninput: () => { stopReplay(); dragging = true; viewed = Number(slider.value); send("epoch", { epoch: viewed }); later(); },
    onchange: () => { dragging = false; },
  });
  const paces = [[plot.epochs / 20, "slow"], [plot.epochs / 5, "normal speed"], [plot.epochs / 1.5, "fast"], [0, "full speed"]];
  const option = ([value, text]) => element("option", { value: String(value) }, text);
  const pace = element("select", { "aria-label": "speed", onchange: () => send("pace", { value: Number(pace.value) }) }, ...paces.map(option));
  const status = element("output", { class: "nnplay-status", "aria-live": "off" });
  const message = element("div", { class: "nnplay-message", role: "status" });
  const loss = canvas(380, 170, "Loss by epoch");
  const score = canvas(380, 150, `${plot.score_name} by epoch`);
  const surface = plot.plane ? canvas(340, 330, "Predictions over two features") : null;
  const network = plot.layers ? canvas(400, 330, "The network and its weights") : null;
  const views = [network, surface].filter(Boolean).map((view) => element("div", {}, view));
  const root = element("div", { class: "nnplay-live" },
    element("div", { class: "nnplay-title" }, element("strong", {}, plot.title), ` ${plot.network}`),
    element("div", { class: "nnplay-bar" }, play, step, reset, element("label", {}, "learning rate ", rate), pace, slider, status),
    message,
    element("div", { class: "nnplay-views" }, ...views, element("div", {}, loss, score)));
  el.append(root);

  const lastEpoch = () => (rows.length ? rows[rows.length - 1].epoch : 0);

  function stopReplay() {
    if (replay) clearInterval(replay);
    replay = null;
    viewed = state.epoch;
    later();
  }

  // From the frames that were seen; the kernel isn't needed for it.
  function startReplay() {
    const begun = performance.now();
    replay = setInterval(() => {
      const share = (performance.now() - begun) / (1000 * REPLAY_SECONDS);
      viewed = Math.round(Math.min(share, 1) * lastEpoch());
      if (share >= 1) { clearInterval(replay); replay = null; }
      later();
    }, 1000 / 15);
  }

  function frame() {
    let best = null;
    for (const epoch of frames.keys()) if (best === null || Math.abs(epoch - viewed) < Math.abs(best - viewed)) best = epoch;
    return best === null ? null : frames.get(best);
  }

  function keep(epoch, image, weights) {
    for (const other of frames.keys()) if (other > lastEpoch()) frames.delete(other);
    frames.set(epoch, { image, weights });
    if (frames.size > MAX_FRAMES) {  // every second one goes
      [...frames.keys()].sort((a, b) => a - b).forEach((other, k) => { if (k % 2 && other !== epoch) frames.delete(other); });
    }
  }

  let waiting = false;
  function later() {
    if (!waiting) { waiting = true; requestAnimationFrame(draw); }
  }

  function palette() {
    const ink = getComputedStyle(root).color, muted = getComputedStyle(status).color;
    const sign = (name) => getComputedStyle(root).getPropertyValue(`--nnplay-${name}`).trim();
    const paper = getComputedStyle(loss).backgroundColor;
    const parts = { train: muted, validation: sign("validation"), test: ink };
    return { ink, muted, paper, parts, positive: sign("positive"), negative: sign("negative") };
  }

  function draw() {
    waiting = false;
    const colours = palette();
    const [red, green, blue] = (colours.ink.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
    const wanted = 0.3 * red + 0.6 * green + 0.1 * blue > 128;
    if (wanted !== dark) {
      send(dark === null ? "ready" : "theme", { dark: wanted });
      dark = wanted;
      frames.clear();
    }
    if (rows.length) {
      drawChart(loss, plot, rows, "loss", `loss: ${plot.loss.replaceAll("_", " ")}`, viewed, colours);
      drawChart(score, plot, rows, plot.score, plot.score_name, viewed, colours);
    }
    const shown = frame();
    if (surface) drawPlane(surface, plot, shown && shown.image, colours);
    if (network && shown && shown.weights) drawNetwork(network, plot.layers, shown.weights, colours);
    const current = rows.find((row) => row.epoch === viewed) ?? rows[rows.length - 1] ?? {};
    const parts = Object.keys(plot.parts).map((part) => `${part} ${number(current[`${part}_loss`])}`).join("  ");
    status.textContent = `epoch ${viewed.toLocaleString()} of ${state.epochs.toLocaleString()}   ${parts}`;
    message.textContent = state.message;
    slider.max = lastEpoch();
    if (!dragging) slider.value = viewed;
    const playing = state.playing && state.running;
    play.textContent = replay ? "Stop" : !state.running ? "Replay" : playing ? "Pause" : "Play";
    play.title = replay ? "Stop the replay" : !state.running ? "Watch the training again" : playing ? "Pause after the current epoch" : "Train";
    step.disabled = !state.running;
    if (document.activeElement !== pace) {
      const value = String(state.pace ?? 0);
      const known = [...pace.options].find((each) => Math.abs(Number(each.value) - Number(value)) < 1e-9);
      if (!known) pace.prepend(option([value, `${number(Number(value))} epochs/s`]));
      pace.value = known ? known.value : value;
    }
    if (document.activeElement !== rate) rate.value = String(state.rate);
    root.dataset.epoch = viewed;
    root.dataset.rows = rows.length;
  }

  function receive(content, buffers) {
    rows = rows.slice(0, content.first).concat(content.rows);
    state = content;
    const bytes = buffers && buffers.length ? buffers[0] : null;
    const image = bytes && new DataView(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
    keep(content.epoch, image, content.weights);
    if (state.running && replay) stopReplay();
    if (!replay) viewed = content.epoch;
    later();
  }
  model.on("msg:custom", receive);
  draw();
  return () => { stopReplay(); model.off("msg:custom", receive); };
}

export default { render };
