/**
 * The engine of a server over a WebSocket. A lost connection is tried again until it is back; then every command that has
 * no reply yet is sent again, and the server carries out none of them twice.
 *
 * @typedef {import("../engine_client.js").Transport} Transport
 * @typedef {Record<string, any> & {visitor: string, resumed: boolean, reason: string, features: string[]}} Connected the reply to `connect`
 * @typedef {{getItem: (key: string) => string | null, setItem: (key: string, value: string) => void}} Memory
 */

export const VISITOR = "nnplay-visitor";
const FIRST_WAIT = 250; // milliseconds until a lost connection is tried again; doubled each time
const LONGEST_WAIT = 5000;
const PING = 10_000; // milliseconds without a message after which the server is asked whether it is there
const PATIENCE = 15_000; // milliseconds that it has to answer
const SHORT_PATIENCE = 3000; // after the network was gone
const PIECE = 4 << 20; // bytes of a file that are sent at once
const FIRST_PING = 2 ** 52; // numbers that no command has
const CONNECT = 2 ** 52 - 1;
const FULL = 4002; // the code with which a server without room closes a connection

/** @implements {Transport} */
export class ServerTransport {
  /**
   * @param {{socket: string | URL, upload: string | URL}} addresses
   * @param {{memory?: Memory, visitor?: string | null, open?: (address: string | URL) => WebSocket, fetch?: typeof globalThis.fetch}} options
   *   `visitor`: who this page was before its tab was closed
   */
  constructor({socket, upload}, {memory = sessionStorage, visitor = null, open = (address) => new WebSocket(address), fetch = globalThis.fetch.bind(globalThis)} = {}) {
    this.address = socket;
    this.uploadAddress = upload;
    this.memory = memory;
    if (visitor && !memory.getItem(VISITOR)) memory.setItem(VISITOR, visitor);
    this.open = open;
    this.fetch = fetch;
    /** Tells the pages of one visitor apart. */
    this.page = Math.random().toString(36).slice(2);
    /** @type {WebSocket | null} */
    this.socket = null;
    this.connected = false;
    this.closed = false;
    this.wait = FIRST_WAIT;
    this.pings = FIRST_PING;
    /** When the server was last asked and has not answered yet. @type {number | null} */
    this.asked = null;
    this.heard = 0;
    /** The commands without a reply, by their numbers. @type {Map<number, object>} */
    this.unanswered = new Map();
    /** The last request for a frame. @type {object | null} */
    this.frame = null;
    /** @type {(data: any) => void} */
    this.handler = () => {};
    /** @type {(lost: boolean) => void} */
    this.onConnection = () => {};
    /** Called when the server does not know the visitor any more. @type {(connected: Connected) => void} */
    this.onForgotten = () => {};
    /** Called when the connection is back, with the run that the server has. @type {(connected: Connected) => void} */
    this.onBack = () => {};
    /** Resolves with the first reply of the server, or null if it has no room or is not there. @type {Promise<Connected | null>} */
    this.ready = new Promise((resolve) => (this.settle = resolve));
    /** @type {Connected | null} */
    this.known = null;
    this.connect();
    this.timer = setInterval(() => this.look(), PING);
    if (typeof addEventListener === "function") addEventListener("online", () => this.retry());
  }

  /** The name with which the server knows this page. */
  visitor() {
    return this.memory.getItem(VISITOR);
  }

  connect() {
    if (this.closed) return;
    const socket = (this.socket = this.open(this.address));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify({id: CONNECT, command: "connect", visitor: this.visitor(), page: this.page}));
    socket.onmessage = ({data}) => this.socket === socket && this.take(data);
    socket.onclose = ({code}) => this.socket === socket && this.lose(code);
  }

  /** @param {any} data */
  take(data) {
    this.heard = performance.now();
    this.asked = null;
    if (typeof data !== "string") {
      this.handler(data);
      return;
    }
    const message = JSON.parse(data);
    if (message.id === CONNECT) this.welcome(message);
    else if (message.id < FIRST_PING) {
      if (!("progress" in message)) this.unanswered.delete(message.id);
      this.handler(message);
    }
  }

  /** @param {{result?: Connected, error?: string}} reply */
  welcome({result}) {
    if (!result) return; // it is closed next
    this.connected = true;
    this.wait = FIRST_WAIT;
    this.memory.setItem(VISITOR, result.visitor);
    const first = this.known === null;
    this.known = result;
    this.onConnection(false);
    this.settle?.(result);
    if (!first && !result.resumed) {
      this.forget(result);
      return;
    }
    if (!first && !this.unanswered.size) this.onBack(result);
    for (const message of this.unanswered.values()) this.post(message);
    if (this.frame) this.post(this.frame);
  }

  /** The server has forgotten what there was; its commands make no sense any more. @param {Connected} result */
  forget(result) {
    for (const id of [...this.unanswered.keys()]) {
      this.unanswered.delete(id);
      this.handler({id, error: result.reason || "The server was started again."});
    }
    this.onForgotten(result);
    if (this.frame) this.post(this.frame);
  }

  /** @param {number} code */
  lose(code) {
    this.connected = false;
    if (this.closed) return;
    if (this.known === null && (code === FULL || this.wait > FIRST_WAIT)) {
      this.close();
      this.settle?.(null);
      return;
    }
    if (this.known !== null) this.onConnection(true);
    this.again = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }

  /** Try at once, since the network is back; a connection from before may have died silently. */
  retry() {
    if (this.connected) {
      this.asked = performance.now() - PATIENCE + SHORT_PATIENCE;
      this.post({id: this.pings++, command: "ping"});
      setTimeout(() => this.look(), SHORT_PATIENCE + 1);
    }
    if (this.connected || this.closed || this.socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.again);
    this.wait = FIRST_WAIT;
    this.connect();
  }

  /** Ask whether the server is there, if it has been silent, and give a connection up that does not answer. */
  look() {
    const now = performance.now();
    if (this.asked !== null && now - this.asked > PATIENCE) {
      this.asked = null;
      const {socket} = this;
      this.socket = null;
      socket?.close();
      this.lose(0);
    } else if (this.connected && this.asked === null && now - this.heard > PING) {
      this.asked = now;
      this.post({id: this.pings++, command: "ping"});
    }
  }

  /** @param {any} message */
  send(message) {
    if (message.bytes !== undefined) {
      void this.upload(message);
      return;
    }
    if (message.command === "frame") this.frame = message;
    else this.unanswered.set(message.id, message);
    if (this.connected) this.post(message);
  }

  /** @param {object} message */
  post(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /**
   * Send the file of a command in pieces, and then the command.
   * @param {Record<string, any> & {id: number, name: string, bytes: Blob | ArrayBuffer | Uint8Array<ArrayBuffer>}} message
   */
  async upload({bytes, ...message}) {
    const file = bytes instanceof Blob ? bytes : new Blob([bytes]);
    let offset = 0;
    while (offset < file.size || file.size === 0) {
      const known = (await this.whenConnected()).visitor;
      const query = new URLSearchParams({name: message.name, size: String(file.size), offset: String(offset)});
      const address = new URL(`${this.uploadAddress}/${encodeURIComponent(known)}?${query}`, typeof location === "undefined" ? undefined : location.href);
      /** @type {Response} */
      let response;
      try {
        response = await this.fetch(address, {method: "POST", body: file.slice(offset, offset + PIECE)});
      } catch {
        await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT)); // the connection was lost; once more when it is back
        continue;
      }
      const reply = await response.json().catch(() => ({}));
      if (!response.ok && response.status !== 409) {
        this.handler({id: message.id, error: reply.error ?? `The server did not take the file (${response.status}).`});
        return;
      }
      offset = reply.received;
      this.handler({id: message.id, progress: {received: offset, size: file.size}});
      if (file.size === 0) break;
    }
    this.send(message);
  }

  /** @returns {Promise<Connected>} */
  async whenConnected() {
    while (!this.connected) await new Promise((resolve) => setTimeout(resolve, 100));
    return /** @type {Connected} */ (this.known);
  }

  /** @param {(data: any) => void} handler */
  receive(handler) {
    this.handler = handler;
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
    clearTimeout(this.again);
    this.socket?.close();
  }
}
