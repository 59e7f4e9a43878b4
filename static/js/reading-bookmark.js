/**
 * Where a reader is in a lesson. Without scripts the lesson itself is remembered.
 *
 * Links to the same lesson in another language lead to the section that was read last: its anchor is the
 * same in every language. They are above the text, so the section is remembered while it is on the screen.
 *
 * <reading-bookmark action bookmark> sends the last heading a reader has reached, so that the course
 * continues from there. The form key is in the hidden input inside it.
 */
const READS = 800; // milliseconds on one spot, without which somebody only passes
const SETTLED = 2_000;
const headings = [...document.querySelectorAll("article :is(h2, h3)[id^='s-']")];
const top = (heading) => heading.getBoundingClientRect().top;
const above = (line) => headings.findLast((heading) => top(heading) < line);
let section = headings.find((heading) => `#${heading.id}` === location.hash);
let timer;

/**
 * Remember the section that begins in the upper half, else the one before; one gone to stays while in sight.
 */
function settle() {
  const sight = (heading) => top(heading) >= 0 && top(heading) < innerHeight;
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  if (atEnd && section && sight(section)) return;
  const first = headings.find(sight);
  section = (first && top(first) < innerHeight / 2 ? first : above(0)) ?? section;
  aim();
}

function aim() {
  if (!section) return;
  for (const link of document.querySelectorAll("a[hreflang]:not([download])")) link.hash = section.id;
}

function passing() {
  clearTimeout(timer);
  timer = setTimeout(settle, READS);
}

addEventListener("scroll", passing, { passive: true });
aim();

export class ReadingBookmark extends HTMLElement {
  connectedCallback() {
    if (!headings.length) return;
    this.sent = this.getAttribute("bookmark") ?? "";
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
    return above(innerHeight / 2)?.id ?? "";
  }

  wait() {
    this.moved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SETTLED);
  }

  send() {
    const bookmark = this.reached;
    if (!this.moved || bookmark === this.sent) return;
    this.sent = bookmark;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.querySelector("input").value);
    body.set("bookmark", bookmark);
    fetch(this.getAttribute("action"), { method: "POST", body, keepalive: true }).catch(
      () => (this.sent = null),
    );
  }
}

customElements.define("reading-bookmark", ReadingBookmark);
