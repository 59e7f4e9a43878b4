/**
 * <live-thread>: keeps a page of a thread as a fresh one would be, and sends its forms without leaving it.
 * Attributes: data-me (public id, "" for a visitor), -zone, -times ({% time_words %}), -space, -language,
 * -audience, -through (cursor), -page, -per-page, -newest, -seen (numbers), -socket, -catch-up, -read, -login (addresses).
 * Inside: template[data-words] (templates/live/words.html), [data-head], [data-present], ol[data-posts] of
 * li#post-7[data-number][data-by][tabindex=-1], [data-notices], [data-status][role=status], [data-bar] (a
 * button), form[data-composer] and form#act (both with their CSRF token). Posts: time[data-local], [data-own],
 * [data-member], button[form=act][formaction="…?on=1"][name=kind][aria-pressed]; data-plain is sent as ever.
 */
import { Arrivals } from "./arrivals.js";
import { connectionOf } from "./connection.js";
import { Posts, empty, exchange, renew, send, steady } from "./posts.js";
import { Reader } from "./sources.js";

const DOWN_FOR = 4_000, LOG_WITHIN = 2_000;

export class LiveThread extends HTMLElement {
  connectedCallback() {
    const { me, space, language, audience, through, catchUp, socket } = this.dataset;
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.plurals = new Intl.PluralRules(language);
    this.busy = new Set();
    this.posts = new Posts(this);
    this.arrivals = new Arrivals(this, this.posts, signal);
    this.addEventListener("submit", (event) => this.submit(event), { signal });
    this.reader = new Reader({ space, language, audience, cursor: Number(through), address: catchUp, tell: this });
    this.leave = connectionOf(me, socket).add(this.reader);
  }

  disconnectedCallback() {
    clearTimeout(this.worry);
    clearTimeout(this.missing);
    this.ends.abort();
    this.reader.stop();
    this.leave();
  }

  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  /** A copy of the element that says `name`, with the number in its plural form. */
  word(name, n) {
    const plural = n === undefined ? "" : `[data-n="${this.plurals.select(n)}"]`;
    const words = this.part("words").content.querySelector(`[data-word="${name}"]${plural}`).cloneNode(true);
    const text = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (text.nextNode()) text.currentNode.data = text.currentNode.data.replace("{n}", n);
    words.querySelector("[data-again]")?.setAttribute("href", location.pathname + location.search);
    return words;
  }

  /** Says something once, politely. */
  say(text) {
    this.part("status").textContent = text;
  }

  notice(name, n) {
    const words = this.word(name, n);
    this.unsay(name);
    this.part("notices").append(words);
    if (n === undefined) this.say(words.textContent);
    return words;
  }

  unsay(name) {
    this.part("notices").querySelector(`[data-word="${name}"]`)?.remove();
  }

  // What the reader tells.
  reset() {
    this.notice("reset");
  }

  state(state) {
    clearTimeout(this.worry);
    this.live = state === "open";
    ["down", "out"].forEach((name) => name !== state && this.unsay(name));
    if (state === "down") this.worry = setTimeout(() => this.notice(state), DOWN_FOR);
    else if (state === "out" || state === "refused") this.notice(state);
    if (!this.live) this.present(0);
  }

  present(count) {
    this.part("present").hidden = !count;
    this.part("present").textContent = count ? this.word("present", count).textContent : "";
  }

  events(events) {
    const mine = (by) => Boolean(by) && by === this.dataset.me;
    const show = ({ kind, by, post, html, reaction, on, closed, count }) => {
      if (count) this.part("count").textContent = count;
      if (kind === "thread" && html) this.head(html, closed);
      if (reaction && mine(by)) this.posts.press(post, reaction, on);
      if (post && html) this.posts.show(post, html);
    };
    steady(this.part("composer"), () => events.forEach(show));
    // Only now: of several events of one post the last alone brings its text.
    for (const { kind, by, post } of events) if (kind === "post" && post) this.arrivals.take(post, mine(by));
    this.arrivals.count();
  }

  head(html, closed) {
    const fresh = this.part("head").cloneNode();
    fresh.innerHTML = html;
    exchange(this.part("head"), fresh);
    const form = this.part("composer");
    if (form) form.hidden = Boolean(closed) && !form.querySelector("textarea").value;
  }

  /** Sends the composer or a small button once, and stays; whatever goes wrong is said where it was pressed. */
  async submit(event) {
    const { target: form, submitter } = event;
    const composer = form === this.part("composer");
    if ((!composer && form.id !== "act") || submitter?.hasAttribute("data-plain")) return;
    event.preventDefault();
    const button = submitter ?? form.querySelector("button:not([data-plain])");
    if (this.busy.has(button)) return;
    this.busy.add(button);
    button.setAttribute("aria-disabled", "true");
    this.problem?.remove();
    const typed = new FormData(form);
    const { cursor } = this.reader;
    const { way, answer } = await send(form, button, cursor, this.dataset.login);
    this.busy.delete(button);
    button.removeAttribute("aria-disabled");
    if (way !== "sent") return this.refuse(composer && form, button, typed, way, answer);
    if (composer) {
      empty(form, typed);
      this.say(this.word("posted").textContent);
    }
    if (answer.headers.get("Content-Type")?.includes("json")) return this.reader.take(await answer.json(), true);
    answer.body?.cancel();
    clearTimeout(this.missing);
    const look = () => this.reader.cursor === cursor && this.reader.catchUp();
    this.missing = setTimeout(look, this.live ? LOG_WITHIN : 0);
  }

  async refuse(form, button, typed, way, answer) {
    const page = form && answer && way !== "out" ? await answer.text().catch(() => "") : "";
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-composer]");
    if (fresh) return renew(form, fresh, typed);
    const minutes = Math.ceil((answer?.headers.get("Retry-After") ?? 1) / 60);
    this.problem = this.word(way === "refused" ? "failed" : way, way === "often" ? minutes : undefined);
    this.problem.setAttribute("role", "alert");
    (form || button.parentElement).append(this.problem);
  }
}

customElements.define("live-thread", LiveThread);
