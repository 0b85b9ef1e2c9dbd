/** What the address says: the settings as a link, and besides them a lesson or challenge, a class, and whether the page is embedded. */

import {signal} from "../../vendor/vendor.js";
import {queryOf} from "../link.js";

/** @typedef {import("../settings.js").Settings} Settings */

export class PageAddress {
  /** @param {import("../playground.js").Playground} playground */
  constructor(playground) {
    this.playground = playground;
    /** A lesson or challenge. */
    this.suffix = "";
    /** The part in a class, if the link is of one. @type {import("../../vendor/vendor.js").Signal<import("../classroom.js").PupilPart | null>} */
    this.classPart = signal(null);
    /** Whether it is a frame in another page, with the network, the output and Play only. */
    this.embedded = false;
  }

  /** The query of settings with what else is in the address. @param {Settings} settings */
  of(settings) {
    return [queryOf(settings), this.suffix, this.classPart.value ? `class=${this.classPart.value.code}` : "", this.embedded ? "embed=1" : ""].filter(Boolean).join("&");
  }

  /** A lesson or challenge. @param {string} suffix */
  setSuffix(suffix) {
    this.suffix = suffix;
    this.renew();
  }

  /** Let the address say the settings of now, where nothing is to be undone. */
  renew() {
    this.playground.undo.stack.renew(this.of(this.playground.settings.value));
  }
}
