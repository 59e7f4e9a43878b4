/**
 * <live-thread>: keeps a page of a thread as a fresh one would be, and sends its forms without leaving it.
 * Attributes: data-me (public id, "" for a visitor), -zone, -times ({% time_words %}), -space, -language,
 * -audience, -through (cursor), -page, -per-page, -newest, -seen (numbers), -socket, -catch-up, -read, -login
 * (addresses).
 * Inside: template[data-messages] (templates/live/messages.html), [data-head], [data-present], ol[data-posts] of
 * li#post-7[data-number][data-by][tabindex=-1], [data-notices], [data-status][role=status], [data-bar] (a
 * button), [data-answer] with form#write[data-composer] for who may write, and form#csrf-form (both with their CSRF
 * token). Posts: time[data-local], [data-own],
 * button[form=csrf-form][formaction="…?on=1"][name=kind][aria-pressed]; data-plain is sent as ever.
 */
import { UnreadPosts } from "./unread.js";
import { connectionOf } from "./connection.js";
import { Quotes, close, shut } from "./composer.js";
import { Forms } from "./forms.js";
import { Posts, exchange, steady } from "./posts.js";
import { load, refresh } from "./refresh.js";
import { Reader } from "./transport.js";

const DOWN_FOR = 4_000;
const REFRESH_EVERY = 3_000;

export class LiveThread extends HTMLElement {
  connectedCallback() {
    const { me, space, language, audience, through, catchUp, socket } = this.dataset;
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.plurals = new Intl.PluralRules(language);
    this.posts = new Posts(this);
    this.unread = new UnreadPosts(this, this.posts, signal);
    this.forms = new Forms(this, signal);
    this.quotes = new Quotes(this, signal);
    this.reader = new Reader({
      space,
      language,
      audience,
      cursor: Number(through),
      address: catchUp,
      tell: this,
    });
    this.leave = connectionOf(me, socket).add(this.reader);
  }

  disconnectedCallback() {
    [this.worry, this.next].forEach(clearTimeout);
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
    const words = this.part("messages").content.querySelector(`[data-message="${name}"]${plural}`).cloneNode(true);
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
    this.part("notices").querySelector(`[data-message="${name}"]`)?.remove();
  }

  // What the reader tells.
  /** The page is too old, or this person's role is another now: it is loaded again in place, once for all. */
  async reset() {
    clearTimeout(this.next);
    const wait = (this.refreshed ?? 0) + REFRESH_EVERY - Date.now();
    if (wait > 0) return (this.next = setTimeout(() => this.reset(), wait));
    this.refreshed = Date.now();
    try {
      const fresh = await load(this);
      steady(this.part("composer"), () => refresh(this, fresh));
      for (const { dataset } of this.posts.list.children) this.unread.take(Number(dataset.number), true);
      this.unsay("reset");
      this.reader.catchUp();
    } catch {
      this.notice("reset");
    }
  }

  state(state) {
    clearTimeout(this.worry);
    this.live = state === "open";
    ["down", "out"].forEach((name) => name !== state && this.unsay(name));
    if (state === "down") this.worry = setTimeout(() => this.notice(state), DOWN_FOR);
    else if (state === "out" || state === "refused") this.notice(state);
    if (state === "refused") shut(this);
    if (!this.live) this.present(0);
    if (this.live || state === "poll") this.forms.check();
  }

  present(count) {
    this.part("present").hidden = !count;
    this.part("present").textContent = count ? this.word("present", count).textContent : "";
  }

  events(events) {
    const mine = (by) => Boolean(by) && by === this.dataset.me;
    const show = ({ kind, by, post, html, reaction, on, closed, count, author, name, initial }) => {
      if (author) this.posts.rename(author, name, initial);
      if (count) this.part("count").textContent = count;
      if (kind === "thread" && html) this.head(html, closed);
      if (reaction && mine(by)) this.posts.press(post, reaction, on);
      if (post && html) this.posts.show(post, html);
    };
    steady(this.part("composer"), () => events.forEach(show));
    // Only now: of several events of one post the last alone brings its text.
    for (const { kind, by, post } of events) if (kind === "post" && post) this.unread.take(post, mine(by));
    this.unread.count();
    if (events.some(({ kind, by }) => kind === "post" && mine(by))) this.forms.check();
  }

  head(html, closed) {
    const before = this.title;
    const fresh = this.part("head").cloneNode();
    fresh.innerHTML = html;
    exchange(this.part("head"), fresh);
    if (document.title.startsWith(before)) document.title = this.title + document.title.slice(before.length);
    const crumb = document.querySelector('.breadcrumbs [aria-current="page"]');
    if (crumb) crumb.textContent = this.title;
    close(this, Boolean(closed));
  }

  get title() {
    return this.part("head").querySelector("h1").textContent.trim();
  }
}

customElements.define("live-thread", LiveThread);
