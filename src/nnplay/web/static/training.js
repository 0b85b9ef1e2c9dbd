// The settings of the training, in groups.

import { element } from "./draw.js";
import { form, showing } from "./form.js";

export default function training(root, options, ask) {
  const forms = options.groups.map(({ name, title, fields }) => {
    const { made, show } = form("training", fields, (setting, value) => ask({ name: setting, value }));
    root.append(element("section", { class: "form-group", "aria-labelledby": `group-${name}` },
      element("h3", { id: `group-${name}` }, title), ...made));
    return show;
  });
  showing(root, (values) => { for (const show of forms) show(values); });
  root.closest(".more")?.scrollIntoView({ block: "nearest" });
}
