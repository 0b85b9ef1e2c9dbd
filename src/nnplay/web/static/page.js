// The page itself: its theme, its fields, its keys and its address. Loaded before anything is drawn.

(() => {
  const root = document.documentElement;
  const THEMES = ["light", "dark", "contrast"];
  const [light, more] = ["(prefers-color-scheme: light)", "(prefers-contrast: more)"].map((wish) => window.matchMedia(wish));
  const kept = () => { try { return localStorage.getItem("nnplay-theme"); } catch { return null; } };
  const dress = () => {
    const [chosen] = THEMES.filter((theme) => theme === kept());
    root.dataset.theme = chosen ?? (more.matches ? "contrast" : light.matches ? "light" : "dark");
    window.dispatchEvent(new Event("nnplay-theme"));
  };
  for (const wish of [light, more]) wish.addEventListener("change", dress);
  dress();

  window.nnplayTheme = () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
    try {
      localStorage.setItem("nnplay-theme", next);
      dress();
    } catch {
      root.dataset.theme = next;
      window.dispatchEvent(new Event("nnplay-theme"));
    }
  };

  window.nnplayAddress = (query) => {
    const asked = new URLSearchParams(location.search);
    const kept = ["hide", "lang"].filter((name) => asked.get(name)).map((name) => `${name}=${encodeURIComponent(asked.get(name)).replaceAll("%2C", ",")}`);
    const parts = [query, ...kept].filter(Boolean);
    history.replaceState(null, "", parts.length ? `?${parts.join("&")}` : location.pathname);
  };

  window.nnplayLanguage = (language) => {
    const asked = location.search.replace(/^\?/, "").split("&").filter((part) => part && !part.startsWith("lang="));
    location.search = `?${[...asked, `lang=${language}`].join("&")}`;
  };

  window.nnplayShare = async () => {
    const told = document.getElementById("message");
    const address = location.href.replace(/([?&])token=[^&]*&?/, "$1").replace(/[?&]$/, "");
    try {
      await navigator.clipboard.writeText(address);
      const { copied, own } = document.querySelector("[data-copied]").dataset;
      const data = new URLSearchParams(location.search).get("data") ?? "";
      told.textContent = data.includes(".") ? `${copied} ${own}` : copied;
    } catch {
      told.textContent = address;
    }
  };

  window.nnplayCopy = async (button, name, copied) => {
    const text = document.getElementById(name);
    try {
      await navigator.clipboard.writeText(text.textContent);
      const before = button.textContent;
      button.textContent = copied;
      setTimeout(() => { button.textContent = before; }, 2000);
    } catch {
      getSelection().selectAllChildren(text);
    }
  };

  // What is set, in each field.
  let waiting = {};
  const show = () => {
    for (const [id, value] of Object.entries(waiting)) {
      const field = document.getElementById(id);
      if (!field) continue;
      delete waiting[id];
      if (field.tagName === "DIV") {
        field.shown = value;
        if (typeof value?.hidden === "boolean") field.hidden = value.hidden;
        field.dispatchEvent(new Event("nnplay-show"));
      } else if (field.tagName === "BUTTON") {
        field.setAttribute("aria-pressed", value.pressed);
        field.hidden = value.hidden;
      } else if (field.type === "checkbox") {
        field.checked = value;
      } else {
        if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === String(value)))
          field.add(new Option(value, value));
        field.value = value;
        tell(field);
      }
    }
    if (Object.keys(waiting).length) requestAnimationFrame(show);
  };
  window.nnplayShow = (values) => { waiting = { ...waiting, ...values }; show(); };

  // The value of a slider is told while it slides.
  const tell = (field) => {
    const shown = field.type === "range" && field.parentElement.querySelector("output");
    if (!shown) return;
    const text = `${field.value}${field.getAttribute("unit") ?? ""}`;
    field.setAttribute("aria-valuetext", text);
    field.style.setProperty("--share", (field.value - field.min) / (field.max - field.min));
    shown.textContent = text;
  };
  document.addEventListener("input", (event) => tell(event.target));

  const keys = { " ": "play", ".": "step", ",": "batch", r: "reset", n: "seed", "[": "back", "]": "forth" };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [role=dialog]");
    const pressing = event.key === " " && event.target.closest?.("button");
    if (typing || pressing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    const button = document.getElementById(keys[event.key]);
    if (!button?.offsetParent) return;  // hidden ones are not pressed
    event.preventDefault();
    button.click();
  });
})();
