// `ReconnectingSocket` connects again by itself (once even when nobody is signed in: a new password ends the
// session of a socket, not that of the page), after a random time, so that pages do not all return at once;
// `Reader` is a cursor.
export const PULSE = 25_000;
export const DEAD = 5_000;
const OPENS_WITHIN = 10_000;
const FIRST = 1_000;
const LAST = 30_000;
const SETTLED = 10_000;
const POLL_AFTER = 3;
const SIGNED_OUT = 4401;
const TOO_OFTEN = 4429;
const POLL = 15_000;
const POLL_HIDDEN = 30_000;

/** `tell` has opening(), opened(), heard(message) and state(name: open, down, poll or out). */
export class ReconnectingSocket {
  constructor(address, tell) {
    Object.assign(this, { address, tell, failures: 0, notBefore: 0 });
  }

  get ready() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  open() {
    this.quiet();
    this.tell.opening();
    const socket = (this.socket = new WebSocket(new URL(this.address, location.href.replace(/^http/, "ws"))));
    socket.onopen = () => {
      this.since = Date.now();
      this.quiet();
      this.tell.opened();
      this.pulse();
    };
    socket.onmessage = ({ data }) => {
      this.dead = clearTimeout(this.dead);
      if (this.state !== "open") this.tell.state((this.state = "open"));
      this.tell.heard(JSON.parse(data));
    };
    socket.onclose = ({ code }) => this.lost(code);
    this.dead = setTimeout(() => this.lost(), OPENS_WITHIN);
  }

  send(message) {
    if (this.ready) this.socket.send(JSON.stringify(message));
  }

  /** A socket that does not answer a pulse is lost, whatever its readyState says. */
  pulse() {
    clearTimeout(this.next);
    this.next = setTimeout(() => this.pulse(), PULSE);
    this.send({ do: "pulse" });
    this.dead ??= setTimeout(() => this.lost(), DEAD);
  }

  lost(code) {
    this.drop();
    if (code === SIGNED_OUT && this.state !== "open") return this.tell.state("out");
    this.failures = Date.now() - this.since > SETTLED ? 1 : this.failures + 1;
    this.since = Infinity;
    this.notBefore = code === TOO_OFTEN ? Date.now() + LAST : 0;
    const pause = Math.random() * Math.min(LAST, FIRST * 2 ** (this.failures - 1));
    this.next = setTimeout(() => this.open(), pause + (this.notBefore && LAST));
    this.tell.state((this.state = this.failures < POLL_AFTER ? "down" : "poll"));
  }

  wake() {
    if (this.ready) this.pulse();
    else if (!this.socket && Date.now() >= this.notBefore) this.open();
  }

  quiet() {
    [this.next, this.dead] = [clearTimeout(this.next), clearTimeout(this.dead)];
  }

  /** Closes the socket; no handler is called and nothing reconnects. */
  drop() {
    this.quiet();
    const { socket } = this;
    if (socket) this.socket = socket.onopen = socket.onmessage = socket.onclose = null;
    socket?.close();
  }
}

/**
 * One space in one language as this tab has read it: each event once and in order, whoever brings it.
 * `tell` has events(list), present(count), reset() and state(name). `address` is the catch-up's.
 */
export class Reader {
  constructor({ space, language, audience, cursor, address, tell }) {
    Object.assign(this, { space, language, audience, cursor, address, tell });
  }

  heard(message) {
    if (message.state) return this.turn(message.state);
    if (message.space !== this.space) return;
    if ("present" in message) this.tell.present(message.present);
    else if (message.language === this.language) this.take(message);
  }

  /**
   * Takes what is new. Only the answer to our cursor (`mine`) can mean a reset, or another role another page.
   */
  take(message, mine) {
    if (message.refused) return this.turn("refused");
    if ((message.audience ?? this.audience) !== this.audience) {
      this.audience = message.audience;
      this.tell.reset();
    }
    if (message.reset && mine) {
      this.cursor = message.through;
      this.tell.reset();
    } else if (message.reset || message.after > this.cursor) {
      this.catchUp();
    } else {
      const events = message.events.filter(({ sequence }) => sequence > this.cursor);
      this.cursor = Math.max(this.cursor, message.through);
      if (events.length) this.tell.events(events);
    }
  }

  /** Reads on over HTTP; asked again meanwhile, it looks once more at the end. */
  async catchUp() {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.again && this.state !== "refused") {
        this.again = false;
        const answer = await fetch(`${this.address}?after=${this.cursor}`, {
          signal: AbortSignal.timeout(POLL),
        });
        if (!answer.ok && answer.status !== 404) throw new Error(answer.status);
        const message = answer.ok ? await answer.json() : { refused: true };
        this.again ||= message.more;
        this.take(message, true);
      }
      if (this.state === "poll") this.tell.state("poll");
    } catch {
      if (this.state === "poll") this.tell.state("down");
      else this.later = setTimeout(() => this.catchUp(), POLL);
    }
    this.reading = false;
  }

  turn(state) {
    if (state === this.state || this.state === "refused") return;
    const first = !this.state;
    this.state = state;
    if (state !== "poll") return this.tell.state(state);
    if (!first) this.catchUp();
    this.poll();
  }

  poll() {
    this.stop();
    const every = document.hidden ? POLL_HIDDEN : POLL;
    this.later = setTimeout(() => {
      if (this.state !== "poll") return;
      this.catchUp();
      this.poll();
    }, every);
  }

  wake() {
    if (this.state === "poll") this.catchUp();
  }

  stop() {
    clearTimeout(this.later);
  }
}
