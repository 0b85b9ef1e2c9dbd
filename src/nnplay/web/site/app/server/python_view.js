/** The doctor, comparison, search, exports and the run store of a server. Loaded when they are first looked at. */

import {html, useEffect, useState} from "../../vendor/vendor.js";
import {connection, features} from "../server.js";
import {settingsOfRun} from "./resume.js";
import {catalogue, hasText, number, text, useMessages} from "../text.js";

/** @typedef {import("../playground.js").Playground} Playground */

const SEVERITIES = {serious: "error", warning: "error", advice: "info"};
const FORMATS = ["run", "numpy", "pytorch", "keras", "onnx", "json"];

/** Add the texts of these views to those of the page. */
export async function loadMessages() {
  const {language, messages} = catalogue.value;
  const response = await fetch(new URL(`messages/server/${language}.json`, document.baseURI));
  useMessages(language, {...messages, ...(await response.json())});
}

/**
 * A long command: whether it is in progress, how far it is, its result, and a function that begins it.
 * @param {Playground} playground
 */
function useJob(playground) {
  const [state, setState] = useState(/** @type {{busy: boolean, progress: any, result: any, error: string}} */ ({busy: false, progress: null, result: null, error: ""}));
  /** @param {string} command @param {Record<string, any>} fields */
  const run = async (command, fields = {}) => {
    setState({busy: true, progress: null, result: null, error: ""});
    try {
      const result = await playground.client.call(command, fields, (progress) => setState((before) => ({...before, progress})));
      setState({busy: false, progress: null, result, error: ""});
      return result;
    } catch (error) {
      setState({busy: false, progress: null, result: null, error: error instanceof Error ? error.message : String(error)});
      return null;
    }
  };
  return {...state, run, cancel: () => void playground.client.call("cancel").catch(() => {})};
}

/** @param {{job: ReturnType<typeof useJob>}} props */
const Status = ({job}) => html`
  <p role="status" aria-live="polite">${job.error || (job.busy ? (job.progress?.total ? text("python.progress", job.progress) : text("python.working")) : "")}
    ${job.busy ? html` <button class="plain small" onClick=${job.cancel}>${text("python.cancel")}</button>` : null}</p>`;

/** @param {{playground: Playground}} props */
export function ServerView({playground}) {
  const has = (/** @type {string} */ name) => features.value.includes(name);
  const {language} = catalogue.value;
  useEffect(() => void (hasText("python.doctor") || loadMessages()), [language]);
  return html`
    <div class="python-view" aria-busy=${connection.value === "lost"}>
      ${has("doctor") ? html`<${Doctor} playground=${playground} />` : null}
      ${has("compare") ? html`<${Compare} playground=${playground} />` : null}
      ${has("search") ? html`<${Search} playground=${playground} />` : null}
      ${has("export") ? html`<${Export} playground=${playground} />` : null}
      ${has("runs") ? html`<${Runs} playground=${playground} />` : null}
    </div>`;
}

/** Settings with a fix or with what a search has found. @param {Playground} playground @param {{settings: Record<string, any>, architecture: any}} change */
function apply(playground, {settings, architecture}) {
  const before = playground.settings.value;
  const net = architecture ? {layers: architecture.layers, output: before.architecture.output, loss: before.architecture.loss} : before.architecture;
  playground.apply({...before, recipe: {...before.recipe, ...settings}, architecture: net});
}

/** @param {{playground: Playground}} props */
function Doctor({playground}) {
  const job = useJob(playground);
  const result = job.result;
  return html`
    <section><h3>${text("python.doctor")}</h3><p>${text("python.doctorHint")}
      <button class="plain" disabled=${job.busy} onClick=${() => job.run("doctor")}>${text("python.look")}</button></p>
      <${Status} job=${job} />
      ${result ? html`<p><b>${result.summary}</b></p><ul class="findings">${result.findings.map((/** @type {any} */ finding, /** @type {number} */ place) =>
        html`<${Finding} key=${finding.name} playground=${playground} finding=${finding} place=${place} />`)}</ul>` : null}
    </section>`;
}

/** @param {{playground: Playground, finding: any, place: number}} props */
function Finding({playground, finding, place}) {
  const job = useJob(playground);
  const {fix} = finding;
  const trial = job.result;
  return html`
    <li class=${`notice ${SEVERITIES[/** @type {keyof typeof SEVERITIES} */ (finding.severity)]}`}>
      <p><b>${finding.name}</b> ${finding.message}</p>
      ${fix ? html`<p>${fix.description} ${fix.options ? html`<code>${fix.options}</code>` : null}</p>` : null}
      ${fix?.triable ? html`<p>
        <button class="plain small" disabled=${job.busy} onClick=${() => job.run("tryFix", {finding: place})}>${text("python.try")}</button>
        <button class="plain small" onClick=${() => apply(playground, fix)}>${text("python.apply")}</button></p><${Status} job=${job} />` : null}
      ${trial ? html`<table><caption>${text("python.verdict", {verdict: trial.verdict})}</caption><tbody>
        ${trial.runs.map((/** @type {any} */ run, /** @type {number} */ k) => html`<tr><th scope="row">${text(k ? "python.after" : "python.before")}</th>
          ${Object.entries(run.numbers).map(([name, value]) => html`<td>${name} ${number(/** @type {number} */ (value))}</td>`)}</tr>`)}</tbody></table>` : null}
    </li>`;
}

/** @param {{id: string, label: string, value: string | number, onInput: (value: string) => void, type?: string}} props */
const Field = ({id, label, value, onInput, type = "number"}) => html`
  <label for=${id}>${label} <input id=${id} type=${type} min="1" value=${value} onInput=${(/** @type {any} */ event) => onInput(event.target.value)} /></label>`;

/** @param {{playground: Playground}} props */
function Compare({playground}) {
  const job = useJob(playground);
  const [networks, setNetworks] = useState("2; 8; 8,8");
  const [seeds, setSeeds] = useState("3");
  const [epochs, setEpochs] = useState("200");
  const [fair, setFair] = useState("epochs");
  const standings = (job.result ?? job.progress)?.standings ?? [];
  return html`
    <section><h3>${text("python.compare")}</h3>
      <p class="fields"><${Field} id="compare-networks" type="text" label=${text("python.networks")} value=${networks} onInput=${setNetworks} />
        <${Field} id="compare-seeds" label=${text("python.seeds")} value=${seeds} onInput=${setSeeds} />
        <${Field} id="compare-epochs" label=${text("python.epochs")} value=${epochs} onInput=${setEpochs} />
        <label for="compare-fair">${text("python.fair")} <select id="compare-fair" value=${fair} onChange=${(/** @type {any} */ event) => setFair(event.target.value)}>
          ${["epochs", "parameters", "flops", "seconds"].map((each) => html`<option value=${each}>${text(`python.fair.${each}`)}</option>`)}</select></label>
        <button class="plain" disabled=${job.busy} onClick=${() => job.run("compare", {networks, seeds: Number(seeds), epochs: Number(epochs), fair})}>${text("python.start")}</button></p>
      <${Status} job=${job} />
      ${standings.length ? html`<div class="table-box" tabindex="0" role="group" aria-label=${text("python.compare")}><table>
        <thead><tr>${["network", "score", "range", "parameters", "epochs"].map((name) => html`<th scope="col">${text(`python.${name}`)}</th>`)}</tr></thead>
        <tbody>${standings.map((/** @type {any} */ each) => html`<tr><th scope="row">${each.name}</th><td>${number(each.mean)}</td><td>${number(each.low)} – ${number(each.high)}</td><td>${each.parameters}</td><td>${each.epochs}</td></tr>`)}</tbody>
      </table></div>` : null}
    </section>`;
}

/** @param {{playground: Playground}} props */
function Search({playground}) {
  const job = useJob(playground);
  const [trials, setTrials] = useState("20");
  const best = job.result?.best;
  return html`
    <section><h3>${text("python.search")}</h3><p>${text("python.searchHint")}</p>
      <p class="fields"><${Field} id="search-trials" label=${text("python.trials")} value=${trials} onInput=${setTrials} />
        <button class="plain" disabled=${job.busy} onClick=${() => job.run("search", {trials: Number(trials)})}>${text("python.start")}</button></p>
      <${Status} job=${job} />
      ${best ? html`<p>${text("python.best", {network: best.network, metric: job.result.metric, score: number(best.score)})}
        <button class="plain" onClick=${() => apply(playground, best)}>${text("python.use")}</button></p>` : null}
    </section>`;
}

/** Let the browser save a file. @param {string} name @param {string} content base64 */
function save(name, content) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {{playground: Playground}} props */
function Export({playground}) {
  const job = useJob(playground);
  const start = async (/** @type {string} */ to) => {
    const file = await job.run("export", {to});
    for (const each of file ? [file, ...(file.others ?? [])] : []) save(each.name, each.content);
  };
  return html`
    <section><h3>${text("python.export")}</h3><p>${text("python.exportHint")}</p>
      <p class="fields">${FORMATS.map((to) => html`<button key=${to} class="plain small" disabled=${job.busy} onClick=${() => start(to)}>${text(`python.format.${to}`)}</button>`)}</p>
      <${Status} job=${job} /></section>`;
}

/** @param {{playground: Playground}} props */
function Runs({playground}) {
  const [runs, setRuns] = useState(/** @type {any[] | null} */ (null));
  const refresh = async () => setRuns((await playground.call("runs"))?.runs ?? []);
  useEffect(() => void refresh(), []);
  const store = async () => {
    const saved = await playground.call("storeRun");
    if (saved) playground.announcement.value = text("python.stored", {id: saved.id});
    await refresh();
  };
  const open = async (/** @type {string} */ run) => {
    const network = await playground.call("openRun", {run});
    if (!network) return;
    playground.settings.value = settingsOfRun(network.configuration, network.recipe, playground.settings.value);
    playground.sync.accepted = playground.settings.value;
    playground.undo.stack.renew(playground.address.of(playground.settings.value));
    await playground.sync.takeNetwork(network);
  };
  return html`
    <section><h3>${text("python.runs")}</h3>
      <p class="fields"><button class="plain small" onClick=${store}>${text("python.store")}</button> <button class="plain small" onClick=${refresh}>${text("python.refresh")}</button></p>
      ${runs === null ? null : runs.length === 0 ? html`<p>${text("python.noRuns")}</p>` : html`<div class="table-box" tabindex="0" role="group" aria-label=${text("python.runs")}><table><tbody>
        ${runs.map((run) => html`<tr key=${run.id}><th scope="row">${run.data}</th><td>${run.network}</td><td>${run.epoch}/${run.epochs}</td>
          <td>${run.metrics?.accuracy !== undefined ? number(run.metrics.accuracy) : run.metrics?.r2 !== undefined ? number(run.metrics.r2) : "–"}</td>
          <td><button class="plain small" disabled=${!run.hasModel} aria-label=${`${text("python.open")} ${run.id}`} onClick=${() => open(run.id)}>${text("python.open")}</button></td></tr>`)}</tbody></table></div>`}
    </section>`;
}
