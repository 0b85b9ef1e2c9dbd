// Build what a browser loads: the page and its engine's worker, each as one small file, into the folder that is given.
//
// The sources run as they are, too: open app/main.js instead of page/main.js in index.html to work on them.

import {readFile} from "node:fs/promises";
import {build} from "esbuild";

const site = "../../src/nnplay/web/site";
const folder = process.argv[2];

/** In the built page, the worker is the built one. */
const worker = {
  name: "worker",
  setup(builder) {
    builder.onLoad({filter: /\/site\/app\/.*\.js$/}, async ({path}) =>
      ({contents: (await readFile(path, "utf-8")).replaceAll('"../engine/worker.js"', '"./worker.js"'), loader: "js"}));
  },
};

await build({
  entryPoints: {main: `${site}/app/main.js`, worker: `${site}/engine/worker.js`}, outdir: folder, bundle: true, splitting: true,
  format: "esm", target: "es2022", minify: true, legalComments: "none", chunkNames: "[name]-[hash]", plugins: [worker],
  banner: {js: "/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */"},
});
