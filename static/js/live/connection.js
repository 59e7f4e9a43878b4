/**
 * Brings new events to a page. All tabs of a member share one socket: the tab with the Web Lock
 * `km4b-live-<me>` holds it, the others reach it by the BroadcastChannel of that name. Without these a tab
 * has its own; a visitor has none and polls. Readers get a state: open, down, poll (no socket for now), out
 * (signed out).
 */
import { DEAD, PULSE, ReconnectingSocket } from "./transport.js";

class Connection {
  constructor(me, address) {
    Object.assign(this, { me, address, id: Math.random(), readers: new Set(), name: `km4b-live-${me}` });
    addEventListener("pagehide", () => this.stop());
    addEventListener("pageshow", ({ persisted }) => persisted && this.wake());
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    setInterval(() => document.hidden || this.check(), PULSE);
    this.start();
  }

  /** Adds a reader; returns a function that removes it. */
  add(reader) {
    this.readers.add(reader);
    if (this.state) reader.heard({ state: this.state });
    this.want();
    return () => this.readers.delete(reader) && this.want();
  }

  start() {
    this.running = true;
    if (!this.me) return this.heard({ state: "poll" });
    if (!navigator.locks || !window.BroadcastChannel) return this.lead();
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.claim(false);
    this.check();
  }

  /** Leaves lock, socket and channel to the other tabs; the page may rest in the back-forward cache. */
  stop() {
    this.running = false;
    this.say({ is: "want", pairs: [] });
    this.socket = this.socket?.drop();
    this.release = this.release?.abort();
    this.channel = this.channel?.close();
    clearTimeout(this.asked);
  }

  async claim(steal) {
    this.release?.abort();
    const release = (this.release = new AbortController());
    const { signal } = release;
    const lead = (free) => {
      signal.addEventListener("abort", free);
      this.lead();
    };
    const held = () => signal.aborted || new Promise(lead);
    await navigator.locks.request(this.name, steal ? { steal } : { signal }, held).catch(() => {});
    if (this.release !== release) return;
    this.socket = this.socket?.drop(); // another tab took the lock, because this one did not answer
    this.claim(false);
  }

  lead() {
    clearTimeout(this.asked);
    this.tabs = new Map();
    this.socket = new ReconnectingSocket(this.address, {
      opening: () => {
        this.tabs.clear();
        this.sent = new Map();
        this.say({ is: "lead" });
        this.want();
      },
      opened: () => this.follow(all(this.tabs)),
      heard: (message) => {
        this.note(message);
        this.pass(message);
      },
      state: (state) => {
        this.pass({ state });
        if (state === "out") this.stop();
      },
    });
    this.socket.open();
  }

  /** Sends the leader what this tab reads, and its cursor. */
  want() {
    const pairs = [...this.readers].map(({ space, language, cursor }) => ({
      space,
      language,
      after: cursor,
    }));
    this.socket ? this.wanted(this.id, pairs) : this.say({ is: "want", pairs });
  }

  /** When a person comes back: checks the socket, or, in another tab, the leader. */
  wake() {
    this.readers.forEach((reader) => reader.wake());
    this.running ? this.check() : this.start();
  }

  check() {
    if (this.socket) return this.socket.wake();
    if (!this.channel) return;
    this.want();
    this.say({ is: "ask" });
    clearTimeout(this.asked);
    this.asked = setTimeout(() => this.socket || this.claim(true), DEAD);
  }

  say(message) {
    this.channel?.postMessage({ ...message, from: this.id });
  }

  hear({ is, from, pairs, message }) {
    if (is === "want") return this.socket && this.wanted(from, pairs);
    if (is === "ask") {
      if (this.socket) {
        this.say({ is: "take", message: { state: this.state } });
        this.socket.wake();
      }
      return;
    }
    clearTimeout(this.asked);
    if (is === "lead") this.want();
    else if (is === "take") this.heard(message);
  }

  wanted(tab, pairs) {
    this.tabs.set(tab, pairs);
    if (!this.socket.ready) return;
    const still = new Set(all(this.tabs).map(keyOf));
    for (const [key, { pair }] of this.sent) {
      if (!still.has(key) && this.sent.delete(key)) this.socket.send({ ...pair, do: "leave" });
    }
    this.follow(pairs);
  }

  /** Follows what is not followed yet, or not from so early. */
  follow(pairs) {
    for (const pair of pairs) {
      const known = this.sent.get(keyOf(pair));
      if (known?.present) this.pass(known.present);
      if (known && pair.after >= known.at) continue;
      this.sent.set(keyOf(pair), { ...known, pair, at: pair.after });
      this.socket.send({ do: "follow", ...pair });
    }
  }

  /** Stores the cursor, and who is here, for tabs that open later. */
  note(message) {
    for (const known of this.sent.values()) {
      if (known.pair.space !== message.space) continue;
      if ("present" in message) known.present = message;
      else if (known.pair.language === message.language) known.at = Math.max(known.at, message.through ?? 0);
    }
    if (message.refused) this.sent.delete(keyOf(message));
  }

  pass(message) {
    this.say({ is: "take", message });
    this.heard(message);
  }

  heard(message) {
    this.state = message.state ?? this.state;
    this.readers.forEach((reader) => reader.heard(message));
  }
}

const all = (tabs) => [...tabs.values()].flat().sort((one, other) => one.after - other.after);
const keyOf = ({ space, language }) => `${space} ${language}`;
let connection;

/** The one connection of this page, for a member ("" for a visitor). */
export const connectionOf = (me, address) => (connection ??= new Connection(me, address));
