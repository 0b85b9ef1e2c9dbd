/**
 * The service worker of a static folder, which keeps the page working offline; a server's page has none.
 *
 * A new version waits until the page is loaded again, so that files of two versions never meet.
 */

/**
 * Register it where the page names a manifest, and say when a new version is ready.
 * @param {(takeOver: () => void) => void} onUpdate `takeOver` loads the page again with the new version
 */
export async function workOffline(onUpdate) {
  if (!document.querySelector("link[rel=manifest]") || !("serviceWorker" in navigator)) return;
  const {serviceWorker} = navigator;
  const registration = await serviceWorker.register(new URL("../service_worker.js", import.meta.url)).catch(() => null);
  if (!registration) return; // such as in a private window
  const offer = () => {
    const {waiting} = registration;
    if (!waiting || !serviceWorker.controller) return;
    onUpdate(() => {
      serviceWorker.addEventListener("controllerchange", () => location.reload(), {once: true});
      waiting.postMessage("take over");
    });
  };
  offer();
  registration.addEventListener("updatefound", () => {
    const {installing} = registration;
    installing?.addEventListener("statechange", () => installing.state === "installed" && offer());
  });
}
