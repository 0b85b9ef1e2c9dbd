/**
 * What the browser keeps for the page: runs and data of one's own, in IndexedDB. Nothing of it leaves the machine.
 *
 * @typedef {{id: string, query: string, table: import("./settings.js").OwnTable | null, state: any, visitor?: string | null, extras: Record<string, any>, at: number}} SavedRun
 * `state`: what the engine needs to continue; `visitor`: whose it is on a server; `extras`: what else the page keeps, by name
 * @typedef {{id: string, file: string, bytes: Uint8Array<ArrayBuffer>, at: number}} SavedTable
 */

const RUNS = "runs";
const TABLES = "tables";
const MOST = {[RUNS]: 12, [TABLES]: 8};

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const result = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export class PageStorage {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /**
   * The storage of this page; null where the browser keeps nothing, such as in a private window.
   * @param {string} scope the address of the page's folder: each has a storage of its own
   * @param {IDBFactory | undefined} factory
   */
  static async open(scope, factory = globalThis.indexedDB) {
    if (!factory) return null;
    try {
      const request = factory.open(`nnplay ${scope}`, 1);
      request.onupgradeneeded = () => [RUNS, TABLES].forEach((name) => request.result.createObjectStore(name, {keyPath: "id"}));
      return new PageStorage(await result(request));
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {IDBTransactionMode} mode */
  store(name, mode = "readonly") {
    return this.database.transaction(name, mode).objectStore(name);
  }

  /** @param {string} id @returns {Promise<SavedRun | undefined>} */
  run(id) {
    return result(this.store(RUNS).get(id));
  }

  /** All runs, the newest first. @returns {Promise<SavedRun[]>} */
  async runs() {
    /** @type {SavedRun[]} */
    const all = await result(this.store(RUNS).getAll());
    return all.sort((a, b) => b.at - a.at);
  }

  /** @param {SavedRun} run */
  saveRun(run) {
    return this.save(RUNS, run);
  }

  /** @param {string} id @returns {Promise<SavedTable | undefined>} */
  table(id) {
    return result(this.store(TABLES).get(id));
  }

  /** The newest table of a file's name. @param {string} file @returns {Promise<SavedTable | undefined>} */
  async tableOf(file) {
    /** @type {SavedTable[]} */
    const all = await result(this.store(TABLES).getAll());
    return all.filter((each) => each.file === file).sort((a, b) => b.at - a.at)[0];
  }

  /** @param {SavedTable} table */
  saveTable(table) {
    return this.save(TABLES, table);
  }

  /** Save a record; the oldest go when there are too many, or no more room. @param {typeof RUNS | typeof TABLES} name @param {SavedRun | SavedTable} record */
  async save(name, record) {
    try {
      await result(this.store(name, "readwrite").put(record));
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
      await this.forgetOldest(name, 1);
      await result(this.store(name, "readwrite").put(record));
    }
    await this.forgetOldest(name, MOST[name]);
  }

  /** @param {typeof RUNS | typeof TABLES} name @param {number} most that stay */
  async forgetOldest(name, most) {
    const keys = await result(this.store(name).getAllKeys());
    if (keys.length <= most) return;
    /** @type {{id: string, at: number}[]} */
    const all = await result(this.store(name).getAll());
    const store = this.store(name, "readwrite");
    for (const {id} of all.sort((a, b) => b.at - a.at).slice(most)) store.delete(id);
  }

  /** Forget everything. */
  async clear() {
    await Promise.all([RUNS, TABLES].map((name) => result(this.store(name, "readwrite").clear())));
  }
}
