// Reads queries as a JSON list from standard input, and writes what the page makes of each.

import {readFileSync} from "node:fs";

import {queryOf, settingsOf} from "../../src/nnplay/web/site/app/link.js";
import {lengthened, shortened} from "../../src/nnplay/web/site/app/short_link.js";

const results = [];
for (const query of JSON.parse(readFileSync(0, "utf-8"))) {
  const long = await lengthened(query);
  const {settings, troubles} = settingsOf(long ?? "");
  const again = queryOf(settings);
  results.push({settings, troubles: long === null ? ["link.short"] : troubles.map(({key}) => key), query: again, short: await shortened(again)});
}
process.stdout.write(JSON.stringify(results));
