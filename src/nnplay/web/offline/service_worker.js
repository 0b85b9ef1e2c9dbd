/**
 * The service worker of a static folder: the page works offline, and a new version is used as a whole or not at all.
 *
 * `nnplay web --static` writes two lines above this text: `VERSION`, a hash of all files, and `FILES`, their addresses.
 * Each version has a cache of its own, filled when it is installed and deleted when the next one takes over. That is when
 * no page of the old version is open any more, or when a page asks for it.
 */

/* global VERSION, FILES */

const scope = new URL("./", location.href).href;
const prefix = `nnplay ${scope} `;
const cacheName = prefix + VERSION;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});
addEventListener("fetch", (event) => {
  const {method, url} = event.request;
  if (method === "GET" && url.startsWith(scope)) event.respondWith(answer(event.request));
});

/** All files of this version, past the browser's own cache, which may hold those of the version before. */
async function install() {
  const cache = await caches.open(cacheName);
  await cache.addAll(FILES.map((name) => new Request(new URL(name, scope), {cache: "reload"})));
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)));
  await clients.claim();
}

/** A file of this version; the settings behind the question mark are read by the page, not by a server. @param {Request} request */
async function answer(request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, {ignoreSearch: true})) ?? fetch(request);
}
