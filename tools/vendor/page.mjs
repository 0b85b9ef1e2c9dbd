// Build what a browser loads: the page, its engine's worker and its styles, each as one small file, into the folder that is
// given.
//
// A hash of the sources is beside it: nnplay serves what was built only while it is of the present sources, which run as they
// are, too (nnplay/web/built_page.py).

import {createHash} from "node:crypto";
import {readdirSync, readFileSync, writeFileSync} from "node:fs";
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

const options = {
  outdir: folder, bundle: true, splitting: true, format: "esm", target: "es2022", minify: true, legalComments: "none", plugins: [worker],
  banner: {js: "/* Built by make page from the modules in app and engine; licences in vendor/LICENSES.txt. */"},
};
/** What starts the engine is a file of its own, which is there before the page is. */
const startEngine = {
  name: "start-engine",
  setup(builder) {
    builder.onResolve({filter: /\/start_engine\.js$/}, ({path, kind}) => (kind === "entry-point" ? null : {path, external: true}));
  },
};
await build({...options, entryPoints: {start_engine: `${site}/app/start_engine.js`}});
await build({...options, plugins: [worker, startEngine], entryPoints: {main: `${site}/app/main.js`}, chunkNames: "[name]-[hash]"});
await build({...options, entryPoints: {worker: `${site}/engine/worker.js`}, chunkNames: "worker-[name]-[hash]"});

const styles = [...readFileSync(`${site}/index.html`, "utf-8").matchAll(/rel="stylesheet" href="([^"]+)"/g)].map(([, name]) => name);
await build({
  stdin: {contents: styles.map((name) => `@import "./${name}";`).join("\n"), resolveDir: site, loader: "css"}, outfile: `${folder}/style.css`,
  bundle: true, minify: true, target: "es2022",
});

const modules = ["app", "engine"].flatMap((name) => readdirSync(`${site}/${name}`, {recursive: true}).map((file) => `${name}/${file}`)).filter((name) => name.endsWith(".js"));
const hash = createHash("sha256");
const libraries = readdirSync(`${site}/vendor`).filter((name) => name.endsWith(".js")).map((name) => `vendor/${name}`);
for (const name of [...modules, ...libraries, ...styles].sort()) {
  const content = readFileSync(`${site}/${name}`);
  hash.update(`${name} ${content.length}\n`).update(content);
}
writeFileSync(`${folder}/SOURCES.sha256`, `${hash.digest("hex")}\n`);
