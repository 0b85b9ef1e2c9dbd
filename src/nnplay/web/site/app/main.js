/** Starts the page: messages, theme, engine, and the first picture. */

import {effect, html, render} from "../vendor/vendor.js";
import {Page} from "./components/page.js";
import {chooseEngine} from "./engine_choice.js";
import {EngineClient} from "./engine_client.js";
import {Guide} from "./guide.js";
import {onKey} from "./keyboard.js";
import {isGuided, openFromAddress, takeFile} from "./lesson_links.js";
import {queryOf, settingsOf} from "./link.js";
import {workOffline} from "./offline.js";
import {takeDrops} from "./own_data.js";
import {findRun, saveFromNowOn} from "./saved_run.js";
import {lengthened} from "./short_link.js";
import {Playground} from "./playground.js";
import {FIRST_SIGHT, LANGUAGES} from "./settings.js";
import {server as serverOfPage} from "./server.js";
import {PageStorage} from "./storage.js";
import {text, useMessages} from "./text.js";
import {chosenTheme, followSystem, theme} from "./theme.js";

/** The language to speak: the chosen one, or the first of the browser's that the page has. @param {string | null} chosen */
const languageFor = (chosen) =>
  chosen ?? navigator.languages.map((each) => each.slice(0, 2)).find((each) => LANGUAGES.includes(each)) ?? "en";

/** @param {string} language */
async function loadMessages(language) {
  const response = await fetch(new URL(`../messages/${language}.json`, import.meta.url));
  useMessages(language, await response.json());
  document.documentElement.lang = language;
  document.title = text("page.title");
}

const choosing = serverOfPage ? null : chooseEngine(); // it starts while the rest is read
const query = await lengthened(location.search);
if (query !== null && location.search.includes("z=")) history.replaceState(history.state, "", `?${query}`);
const asked = settingsOf(query ?? "");
const {troubles} = asked;
if (query === null) troubles.push({key: "link.short", values: {}});
const loading = loadMessages(languageFor(asked.settings.view.language)); // while the engine starts
const storage = await PageStorage.open(new URL("./", document.baseURI).pathname);
const found = storage ? await findRun(storage, queryOf(asked.settings), query !== "").catch(() => null) : null;
const {transport, server, connected} = await (choosing ?? chooseEngine(found?.run?.visitor));
if (found?.run && connected?.resumed && query === "" && connected.visitor !== found.run.visitor) found.run = null; // the server was started with something else
const continued = found?.run && found.run.query !== queryOf(asked.settings) ? settingsOf(found.run.query).settings : asked.settings;
if (continued !== asked.settings) history.replaceState(history.state, "", `?${found?.run?.query}`);
const settings = {...continued, table: found?.run?.table ?? history.state?.table ?? null};
const playground = new Playground(new EngineClient(transport), settings, history);
playground.undo.stack.table = settings.table;
playground.saving.storage = storage;
playground.address.embedded = new URLSearchParams(query ?? "").get("embed") === "1";
document.documentElement.classList.toggle("embedded", playground.address.embedded);
const started = playground.start(connected, found?.run ?? null);
if (server) {
  server.onForgotten = (reply) => void playground.startAgain(reply);
  server.onBack = (reply) => void playground.comeBack(reply);
}
await loading;
if (settings.view.language !== asked.settings.view.language) await loadMessages(languageFor(settings.view.language));

followSystem();
effect(() => void (chosenTheme.value = playground.settings.value.view.theme));
effect(() => void (document.documentElement.dataset.theme = theme.value));
let language = settings.view.language;
effect(() => {
  const wanted = playground.settings.value.view.language;
  if (wanted !== language) void loadMessages(languageFor((language = wanted)));
});
const guide = (playground.guide = new Guide(playground));
addEventListener("popstate", (event) => {
  playground.undo.moved(event.state, location.search);
  guide.follow(location.search);
});
addEventListener("keydown", (event) => onKey(playground, event));

if (isGuided(query ?? "")) { // what a lesson hides never appears
  if (found?.run) await started;
  await openFromAddress(guide, query ?? "");
}

/** Whether this is the first sight, in whatever theme and language. */
const first = queryOf({...settings, view: {...settings.view, theme: "system", language: null}}) === queryOf(FIRST_SIGHT);
const root = /** @type {HTMLElement} */ (document.getElementById("page"));
root.replaceChildren();
if (server && new URLSearchParams(query ?? "").get("teacher") === "1") {
  const [{TeacherView}, {TeacherPart}] = await Promise.all([import("./components/teacher_view.js"), import("./classroom.js")]);
  render(html`<${TeacherView} part=${new TeacherPart()} />`, root);
} else {
  render(html`<${Page} playground=${playground} question=${first} />`, root);
}
takeDrops((file, bytes) => void started.then(() => takeFile(guide, file, bytes)), (over) => document.documentElement.classList.toggle("dropping", over));
await started;
if (storage && found) saveFromNowOn(playground, storage, found.id);
if (troubles.length) playground.complain(troubles.map(({key, values}) => text(key, values)).join(" "));
void workOffline((takeOver) => (playground.notice.value = {tone: "info", text: text("notice.newVersion"), action: {label: text("notice.load"), run: takeOver}}));
