/**
 * <reading-place action place>: tells the site the last section heading a reader has reached in a long
 * lesson, so that the course goes on from there. Without scripts the lesson itself is remembered.
 * The form key is in the hidden input inside it.
 */
const SETTLED = 2_000;

export class ReadingPlace extends HTMLElement {
  connectedCallback() {
    this.headings = [...document.querySelectorAll("article :is(h2, h3)[id^='s-']")];
    if (!this.headings.length) return;
    this.sent = this.getAttribute("place") ?? "";
    this.ends = new AbortController();
    const { signal } = this.ends;
    addEventListener("scroll", () => this.wait(), { signal, passive: true });
    document.addEventListener("visibilitychange", () => document.hidden && this.send(), { signal });
    addEventListener("pagehide", () => this.send(), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.ends?.abort();
  }

  /** The last heading above the middle of the window; none before the reader has scrolled to the first. */
  get reached() {
    const middle = innerHeight / 2;
    return this.headings.findLast((heading) => heading.getBoundingClientRect().top < middle)?.id ?? "";
  }

  wait() {
    this.moved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SETTLED);
  }

  send() {
    const place = this.reached;
    if (!this.moved || place === this.sent) return;
    this.sent = place;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.querySelector("input").value);
    body.set("place", place);
    fetch(this.getAttribute("action"), { method: "POST", body, keepalive: true }).catch(() => (this.sent = null));
  }
}

customElements.define("reading-place", ReadingPlace);
