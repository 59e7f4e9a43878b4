/**
 * <draft-autosave data-me data-draft data-time>: keeps what is written in its form, on the device at each pause
 * and on the server (POST to data-draft: 204) a little later; deletes it when it is posted (event
 * "posted"). data-time says when the server's draft was saved (ISO 8601 or ""). Inside: template[data-messages]
 * (templates/live/draft_messages.html), one form with the server's draft in its fields, its CSRF token and
 * [name=key], and [data-note]. On the device: "km4b-draft <me> <address>" = {fields, at, base, synced, sent}:
 * base is the newest server's draft this tab knew of, synced: the server has this text, sent: the page it
 * left from.
 */
import { PREFIX, fieldsOf, fill, newKey, read, textOf, tidy, write } from "./local-drafts.js";

const PAUSE = 400;
const SERVER = 3_000;
const AGAIN = 15_000;
const EXACT = 2_000; // ms

class DraftAutosave extends HTMLElement {
  connectedCallback() {
    const { me, draft, time } = this.dataset;
    const { body } = (this.form = this.querySelector("form")).elements;
    this.key = `${PREFIX}${me} ${draft}`;
    this.base = Date.parse(time) || 0;
    this.ends = new AbortController();
    const hear = (target, name, then) => target.addEventListener(name, then, { signal: this.ends.signal });
    hear(this.form, "input", () => this.pause());
    hear(this.form, "posted", () => this.posted());
    hear(document, "submit", ({ target }) => this.submitted(target));
    hear(window, "storage", ({ key, newValue }) => key === this.key && this.follow(JSON.parse(newValue)));
    hear(window, "pageshow", ({ persisted }) => persisted && this.follow(read(this.key)));
    hear(document, "visibilitychange", () => document.hidden && this.leave());
    for (const name of ["online", "pagehide"]) hear(window, name, () => this.leave());
    tidy(me);
    this.shown = this.text;
    this.restore(read(this.key));
    if (body.value !== body.defaultValue) this.pause(); // written before this script came
  }

  disconnectedCallback() {
    this.still();
    this.ends.abort();
  }

  still() {
    [this.timer, this.later].forEach(clearTimeout);
    this.sending?.abort();
    this.unsent = false;
  }

  get text() {
    return textOf(fieldsOf(this.form));
  }

  fill(fields) {
    fill(this.form, fields);
    this.shown = this.text;
  }

  note(name) {
    this.querySelector("[data-note]").replaceChildren(name ? this.word(name) : "");
  }

  word(name) {
    return this.querySelector("[data-messages]").content.querySelector(`[data-message="${name}"]`).cloneNode(true);
  }

  /** Takes the device's text when the server never had it; the other one can be chosen. */
  restore(kept) {
    if (!kept || textOf(kept.fields) === this.text || this.querySelector(".summary-errors")) return;
    if (kept.synced) return write(this.key); // posted, or written on, elsewhere
    this.offer(kept.fields, this.base > kept.base + EXACT && this.base > kept.at);
  }

  /** Shows the other text, or says that there is one (`older`); a press changes them again. */
  offer(other, older) {
    const fields = fieldsOf(this.form);
    if (!older) {
      this.fill(other);
      this.pause();
    }
    this.other?.remove();
    this.other = this.word(older ? "older" : "restored");
    this.querySelector("[data-note]").after(this.other);
    this.other.querySelector("button").onclick = () => {
      this.offer(older ? other : fields);
      this.form.querySelector("textarea").focus();
    };
  }

  /** Another tab wrote, posted or emptied: shown here too, unless somebody has begun to write here. */
  follow(kept) {
    if (!kept) return; // somebody signed out: the text here stays
    if (this.text === this.shown) this.fill(kept.fields);
    else if (!textOf(kept.fields)) this.form.elements.key.value = newKey();
    if (kept.sent) this.keep();
  }

  pause() {
    this.still();
    this.unsent = true;
    this.timer = setTimeout(() => this.keep(), PAUSE);
    this.later = setTimeout(() => this.send(), SERVER);
  }

  /** Keeps the text on the device; says whether that went well. */
  keep(more) {
    const { base, text } = this;
    const done = write(this.key, { fields: fieldsOf(this.form), base, at: Date.now(), ...more });
    if (!text) write(this.key); // other tabs get the event
    this.shown = text;
    this.note(!text ? "" : done ? "device" : "nowhere");
    return done;
  }

  /** Keeps the text on the server; `keepalive` when the page may go. */
  async send(keepalive = false) {
    const kept = this.keep();
    const { text } = this;
    this.still();
    const { signal } = (this.sending = new AbortController());
    const options = {
      method: "POST",
      body: new FormData(this.form),
      headers: { "X-Requested-With": "fetch" },
    };
    try {
      const answer = await fetch(this.dataset.draft, { ...options, signal, keepalive });
      if (answer.status !== 204) throw new Error(answer.status);
      this.base = Date.parse(answer.headers.get("Date")) || this.base;
      if (text !== this.text || signal.aborted) return;
      this.keep({ synced: true });
      this.note(text && "saved");
    } catch (error) {
      if (signal.aborted) return;
      this.unsent = true;
      this.note(!kept ? "nowhere" : error instanceof TypeError ? "waiting" : "device");
      this.later = setTimeout(() => this.send(), AGAIN);
    }
  }

  leave() {
    if (this.unsent) this.send(true);
  }

  submitted(form) {
    if (form === this.form && !("composer" in form.dataset)) {
      this.still();
      this.keep({ sent: location.pathname });
    }
    if (!("forget" in form.dataset)) return;
    this.leave(); // somebody signs out: the server may keep it, the device may not
    write(this.key);
    this.sending = this.key = null;
    this.disconnectedCallback();
  }

  posted() {
    this.still();
    this.other?.remove();
    this.form.elements.key.value = newKey();
    this.keep();
    this.note("");
    if (this.text) this.pause();
  }
}

customElements.define("draft-autosave", DraftAutosave);
