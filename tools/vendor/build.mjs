// Build the libraries of the page into the folder that is given: vendor.js, qr_code.js, which is loaded later, and their
// licences.

import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import {build} from "esbuild";

const folder = process.argv[2];
mkdirSync(folder, {recursive: true});
const bundles = {"libraries.js": "vendor.js", "qr_code.js": "qr_code.js"};
const inputs = [];
for (const [source, target] of Object.entries(bundles)) {
  const {metafile} = await build({
    entryPoints: [source], outfile: `${folder}/${target}`, bundle: true, format: "esm", target: "es2022", minify: true,
    legalComments: "none", metafile: true, banner: {js: "/* Built by make vendor; licences in LICENSES.txt. */"},
  });
  inputs.push(...Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs)));
}

const name = (path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
const packages = [...new Set(inputs.map(name))].filter(Boolean).sort();
const licences = packages.map((each) => {
  const place = `node_modules/${each}`;
  const {version, license} = JSON.parse(readFileSync(`${place}/package.json`, "utf-8"));
  const file = readdirSync(place).find((entry) => /^licen[cs]e/i.test(entry));
  return `${each} ${version} (${license})\n\n${file && existsSync(`${place}/${file}`) ? readFileSync(`${place}/${file}`, "utf-8").trim() : ""}\n`;
});
writeFileSync(`${folder}/LICENSES.txt`, licences.join(`\n${"-".repeat(80)}\n\n`));
const types = `${readFileSync("libraries.js", "utf-8")}export type {RefObject} from "preact";\nexport type {Signal} from "@preact/signals";\n`;
writeFileSync(`${folder}/vendor.d.ts`, types);
writeFileSync(`${folder}/qr_code.d.ts`, readFileSync("qr_code.js", "utf-8"));
