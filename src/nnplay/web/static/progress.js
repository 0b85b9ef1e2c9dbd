// What a visitor has done of the lessons and challenges; this browser remembers it, and nobody else.

const NAME = "nnplay-lessons";

function all() {
  try { return JSON.parse(localStorage.getItem(NAME)) ?? {}; } catch { return {}; }
}

// The places of the steps that are done.
export const done = (name) => new Set(Array.isArray(all()[name]) ? all()[name] : []);

export function remember(name, place) {
  const known = done(name);
  if (known.has(place)) return;
  try { localStorage.setItem(NAME, JSON.stringify({ ...all(), [name]: [...known, place].sort((a, b) => a - b) })); } catch { return; }
  window.dispatchEvent(new Event("nnplay-lessons"));
}
