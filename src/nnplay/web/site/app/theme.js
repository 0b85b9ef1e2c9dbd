/** The theme of the page, and the colours of its pictures in it. */

import {computed, signal} from "../vendor/vendor.js";
import {PALETTES} from "./colors.js";

/** @typedef {import("./settings.js").Theme} Theme */

/** The theme that a person or link chose. */
export const chosenTheme = signal(/** @type {Theme} */ ("system"));
/** The theme that the system asks for. */
export const systemTheme = signal(/** @type {"light" | "dark" | "contrast"} */ ("light"));
export const theme = computed(() => (chosenTheme.value === "system" ? systemTheme.value : chosenTheme.value));
export const palette = computed(() => PALETTES[theme.value]);

/** Follow what the system prefers. */
export function followSystem() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const look = () => (systemTheme.value = contrast.matches && !dark.matches ? "contrast" : dark.matches ? "dark" : "light");
  dark.addEventListener("change", look);
  contrast.addEventListener("change", look);
  look();
}

/** Whether the person wants less motion. */
export const lessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
