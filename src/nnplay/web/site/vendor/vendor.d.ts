/** What the page uses of its libraries; build.mjs makes one file of it. */

export {h, render, Fragment} from "preact";
export {useEffect, useLayoutEffect, useMemo, useRef, useState} from "preact/hooks";
export {signal, computed, effect, batch, untracked} from "@preact/signals";
export {html} from "htm/preact";
export {IntlMessageFormat} from "intl-messageformat";
export type {RefObject} from "preact";
export type {Signal} from "@preact/signals";
