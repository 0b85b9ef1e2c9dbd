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
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  context.fillText(title, box.left, 9);
  const values = [];
  for (const part of Object.keys(plot.parts))
    for (const row of rows) if (Number.isFinite(row[`${part}_${column}`])) values.push(row[`${part}_${column}`]);
  if (!values.length) return;
  let low = values.reduce((a, b) => Math.min(a, b));
  let high = values.reduce((a, b) => Math.max(a, b));
  const logarithmic = column === "loss" && low > 0 && high > 100 * low;
  if (column === "accuracy") [low, high] = [Math.min(low, 0.5), 1];
  if (column === "r2") low = Math.max(low, -1);
  if (high === low) [low, high] = [low - 0.5, high + 0.5];
  const place = (v) => (logarithmic ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low));
  const last = Math.max(rows[rows.length - 1].epoch, 1);
  const toX = (e) => box.left + ((box.right - box.left) * e) / last;
  const toY = (v) => box.bottom - (box.bottom - box.top) * Math.min(Math.max(place(v), 0), 1);
  context.strokeStyle = colours.rule;
  context.fillStyle = colours.muted;
  context.lineWidth = 1;
  for (const share of [0, 0.5, 1]) {
    const value = logarithmic ? low * (high / low) ** share : low + share * (high - low);
    context.beginPath();
    context.moveTo(box.left, toY(value));
    context.lineTo(box.right, toY(value));
    context.stroke();
    context.textAlign = "right";
    context.fillText(number(value), box.left - 5, toY(value));
  }
  context.fillText(`epoch ${last.toLocaleString()}`, box.right, box.bottom + 11);
  let legend = box.right;
  for (const [part, colour] of Object.entries(plot.parts).reverse()) {
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
    context.fillStyle = held ? "#ffffff" : colour;
    context.strokeStyle = held ? colour : "#ffffff";
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
  let image = null;
  let dragging = false;
  const send = (command, values = {}) => model.send({ do: command, ...values });

  const play = element("button", { type: "button", onclick: () => send(state.playing && state.running ? "pause" : "play") });
  const step = element("button", { type: "button", title: "Train one epoch", onclick: () => send("step") }, "Step");
  const reset = element("button", { type: "button", title: "Reset to the same initial weights", onclick: () => send("reset") }, "Reset");
  const rate = element("input", {
    type: "text", inputmode: "decimal", size: 7, "aria-label": "learning rate",
    onchange: () => send("rate", { value: rate.value }),
    onkeydown: (event) => { event.stopPropagation(); if (event.key === "Enter") rate.blur(); },  // keep keys from the notebook
  });
  const slider = element("input", {
    type: "range", min: 0, max: 0, value: 0, "aria-label": "epoch",
    oninput: () => { dragging = true; send("epoch", { epoch: Number(slider.value) }); },
    onchange: () => { dragging = false; },
  });
  const pace = element("select", { "aria-label": "speed", onchange: () => send("pace", { value: Number(pace.value) }) },
    ...[[0, "full speed"], [100, "100 epochs/s"], [20, "20 epochs/s"], [5, "5 epochs/s"]].map(([value, text]) => element("option", { value }, text)));
  pace.value = "0";
  const status = element("output", { class: "nnplay-status", "aria-live": "off" });
  const message = element("div", { class: "nnplay-message", role: "status" });
  const loss = canvas(380, 190, "Loss by epoch");
  const score = canvas(380, 150, `${plot.score_name} by epoch`);
  const surface = plot.plane ? canvas(380, 350, "Predictions over two features") : null;
  const root = element("div", { class: "nnplay-live" },
    element("div", { class: "nnplay-title" }, element("strong", {}, plot.title), ` ${plot.network}`),
    element("div", { class: "nnplay-bar" }, play, step, reset, element("label", {}, "η ", rate), pace, slider, status),
    message,
    element("div", { class: "nnplay-views" }, element("div", {}, loss, score), ...(surface ? [element("div", {}, surface)] : [])));
  el.append(root);

  let waiting = false;
  function draw() {
    waiting = false;
    const style = getComputedStyle(root);
    const colours = { ink: style.color, muted: style.getPropertyValue("--nnplay-muted"), rule: style.getPropertyValue("--nnplay-rule") };
    if (rows.length) {
      drawChart(loss, plot, rows, "loss", plot.loss, state.epoch, colours);
      drawChart(score, plot, rows, plot.score, plot.score_name, state.epoch, colours);
    }
    if (surface) drawPlane(surface, plot, image, colours);
    const current = rows.find((row) => row.epoch === state.epoch) ?? rows[rows.length - 1] ?? {};
    const parts = Object.keys(plot.parts).map((part) => `${part} ${number(current[`${part}_loss`])}`).join("  ");
    status.textContent = `epoch ${state.epoch.toLocaleString()} of ${state.epochs.toLocaleString()}   ${parts}`;
    message.textContent = state.message;
    const last = rows.length ? rows[rows.length - 1].epoch : 0;
    slider.max = last;
    if (!dragging) slider.value = state.epoch;
    const playing = state.playing && state.running;
    play.textContent = playing ? "Pause" : "Play";
    play.title = playing ? "Pause after the current epoch" : "Train";
    play.disabled = step.disabled = !state.running;
    if (document.activeElement !== pace) pace.value = String(state.pace ?? 0);
    if (document.activeElement !== rate) rate.value = String(state.rate);
    root.dataset.epoch = state.epoch;
    root.dataset.rows = rows.length;
  }

  function receive(content, buffers) {
    rows = rows.slice(0, content.first).concat(content.rows);
    state = content;
    image = buffers && buffers.length ? new DataView(buffers[0].buffer ?? buffers[0], buffers[0].byteOffset ?? 0, buffers[0].byteLength) : null;
    if (!waiting) { waiting = true; requestAnimationFrame(draw); }
  }
  model.on("msg:custom", receive);
  send("ready");
  draw();
  return () => model.off("msg:custom", receive);
}

export default { render };
