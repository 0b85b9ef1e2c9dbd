/** What only Python can do: a server's page does it, any other page shows the commands. */

import {html, useEffect, useState} from "../../vendor/vendor.js";
import {commandLine} from "../code.js";
import {features} from "../server.js";
import {text} from "../text.js";
import {Copyable} from "./copyable.js";

const COMMANDS = ["doctor", "compare", "search", "train"];

/** @param {{playground: import("../playground.js").Playground}} props */
export function PythonView({playground}) {
  const there = features.value.length > 0;
  const [View, setView] = useState(/** @type {any} */ (null));
  useEffect(() => {
    if (there) void import("../server/python_view.js").then(async (module) => (await module.loadMessages(), setView(() => module.ServerView)));
  }, [there]);
  if (there) return View ? html`<${View} playground=${playground} />` : null;
  const {recipe} = playground.settings.value;
  const command = commandLine(playground.settings.value, Number(recipe.epochs)) ?? "nnplay train DATA";
  return html`
    <p>${text("python.needed")}</p>
    ${COMMANDS.map((name) => html`<${Copyable} key=${name} title=${text(`python.command.${name}`)} onCopy=${() => (playground.announcement.value = text("take.copied"))}
      content=${command.replace("nnplay train", `nnplay ${name}`) + (name === "train" ? " --save network.nnplay\nnnplay export network.nnplay --to onnx" : "")} />`)}`;
}
