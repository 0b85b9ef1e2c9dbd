/**
 * A class on a server of nnplay: a pupil who takes part says at which step of a lesson they are, and a teacher sees it.
 * nnplay/web/classroom.py has the other side.
 *
 * @typedef {{name: string, away: boolean, lesson?: string, title?: string, step?: number, steps?: number, done?: number[]}} Seen
 * @typedef {"asked" | "joined" | "refused" | "gone"} Part what a pupil has decided, or that there is no such class
 */

import {effect, signal} from "../vendor/vendor.js";

const AGAIN = 3000; // milliseconds until a lost connection is tried again

/** @returns {WebSocket} */
const connect = () => new WebSocket(new URL("class", location.href.replace(/^http/, "ws").replace(/[?#].*$/, "")));

/** What the browser keeps until the tab is closed. @param {string} key @returns {any} */
function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value null forgets it */
function keep(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // then a reload asks again
  }
}

/** A pupil's part in a class. */
export class PupilPart {
  /** @param {string} code @param {import("./guide.js").Guide} guide */
  constructor(code, guide) {
    this.code = code;
    this.guide = guide;
    /** @type {import("../vendor/vendor.js").Signal<Part>} */
    this.part = signal("asked");
    this.name = signal("");
    /** @type {WebSocket | null} */
    this.socket = null;
    this.key = `nnplay class ${code}`;
    const before = kept(this.key);
    if (before?.refused) this.part.value = "refused";
    else if (before?.name) this.join(before.name, before.seat);
    effect(() => this.tell());
  }

  /** @param {string} name @param {string | null} seat that they had before the connection was lost */
  join(name, seat = null) {
    const socket = (this.socket = connect());
    socket.onopen = () => socket.send(JSON.stringify({join: this.code, name, ...(seat ? {seat} : {})}));
    socket.onmessage = ({data}) => {
      const message = JSON.parse(data);
      if (message.error) {
        this.part.value = "gone";
        this.socket = null;
        keep(this.key, null);
      } else {
        this.name.value = message.joined;
        keep(this.key, {name: message.joined, seat: message.seat});
        this.part.value = "joined";
        this.tell();
      }
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      const {name: mine, seat: before} = kept(this.key) ?? {};
      if (mine) setTimeout(() => this.join(mine, before), AGAIN);
    };
  }

  /** Say where one is. */
  tell() {
    const {lesson, place, progress} = this.guide;
    const {name, title, steps} = lesson.value ?? {name: "", title: "", steps: []};
    const at = {lesson: name, title, step: lesson.value ? place.value + 1 : 0, steps: steps.length, done: (progress.value[name] ?? []).filter((k) => k < steps.length)};
    if (this.part.value === "joined" && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({at}));
  }

  refuse() {
    this.part.value = "refused";
    keep(this.key, {refused: true});
  }

  leave() {
    const {socket} = this;
    this.socket = null;
    socket?.send(JSON.stringify({leave: true}));
    this.refuse();
  }
}

/** What a teacher sees of a class. */
export class TeacherPart {
  constructor() {
    this.code = signal("");
    /** @type {import("../vendor/vendor.js").Signal<Seen[]>} */
    this.pupils = signal([]);
    this.error = signal("");
    /** @type {WebSocket | null} */
    this.socket = null;
    this.open();
  }

  open() {
    const before = kept("nnplay teacher");
    const socket = (this.socket = connect());
    socket.onopen = () => socket.send(JSON.stringify(before ? {watch: before.code, key: before.key} : {start: true}));
    socket.onmessage = ({data}) => {
      const message = JSON.parse(data);
      if (message.error && before) {
        keep("nnplay teacher", null); // that class has ended: a new one
        socket.onclose = null;
        this.open();
      } else if (message.error) {
        this.error.value = message.error;
        socket.onclose = null;
      } else if (message.code) {
        this.code.value = message.code;
        keep("nnplay teacher", message);
      } else {
        this.pupils.value = message.pupils;
      }
    };
    socket.onclose = () => setTimeout(() => this.open(), AGAIN);
  }

  end() {
    const {socket} = this;
    if (!socket) return;
    socket.onclose = null;
    socket.send(JSON.stringify({end: true}));
    keep("nnplay teacher", null);
  }
}
