/**
 * Undo and redo of settings, as the browser's own history: each change is an entry with a link, and Back undoes it.
 *
 * @typedef {{state: any, pushState: (state: any, unused: string, url: string) => void,
 *   replaceState: (state: any, unused: string, url: string) => void, back: () => void, forward: () => void}} BrowserHistory
 */

const MERGE = 1000; // milliseconds within which changes of one thing, such as of a slider that moves, are one change

export class SettingsHistory {
  /** @param {BrowserHistory} browser @param {() => number} clock milliseconds */
  constructor(browser, clock = () => performance.now()) {
    this.browser = browser;
    this.clock = clock;
    /** The entry in view, counted from where the page was opened. @type {number} */
    this.index = browser.state?.index ?? 0;
    this.last = browser.state?.last ?? this.index;
    /** What belongs to the settings and is in no link: data of one's own. @type {any} */
    this.table = browser.state?.table ?? null;
    /** @type {{key: string, at: number} | null} */
    this.recent = null;
  }

  get canUndo() {
    return this.index > 0;
  }

  get canRedo() {
    return this.index < this.last;
  }

  /** Whether a change of the same thing would be one with the last. @param {string} key */
  merges(key) {
    return key !== "" && this.recent?.key === key && this.clock() - this.recent.at < MERGE;
  }

  /**
   * Add an entry, or renew the one in view if the same thing has just been changed.
   * @param {string} query of the new settings
   * @param {string} key what was changed
   */
  add(query, key = "") {
    const merge = this.merges(key);
    this.recent = {key, at: this.clock()};
    if (merge) {
      this.renew(query);
      return;
    }
    this.index += 1;
    this.last = this.index;
    this.browser.pushState(this.state, "", `?${query}`);
  }

  /** The link of the entry in view, where nothing is to be undone. @param {string} query */
  renew(query) {
    this.browser.replaceState(this.state, "", `?${query}`);
  }

  get state() {
    return {index: this.index, last: this.last, table: this.table};
  }

  undo() {
    if (this.canUndo) this.browser.back();
  }

  redo() {
    if (this.canRedo) this.browser.forward();
  }

  /** The browser went to another entry. @param {any} state */
  moved(state) {
    this.index = state?.index ?? 0;
    this.table = state?.table ?? null;
    this.recent = null;
  }
}
