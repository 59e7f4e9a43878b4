/**
 * Posts that came since the page was opened, and which of them were seen: one announcement for all that come together,
 * a button with the number below the window, a notice of posts on a later page, the reader's mark.
 */
const BURST = 500;
const BURST_AT_MOST = 2_000;
const SETTLED = 1_000;

export class UnreadPosts {
  /** `host` is the <live-thread>, `posts` its list. */
  constructor(host, posts, signal) {
    const { newest, seen } = host.dataset;
    Object.assign(this, { host, posts, fresh: new Set(), beyond: new Set(), number: 0 });
    this.newest = Math.max(newest, posts.newest);
    this.reached = this.marked = Math.max(seen, posts.newest); // to open a page is to have read what is on it
    this.bar = host.part("bar");
    this.eyes = new IntersectionObserver((entries) => this.look(entries), {
      threshold: [0, 0.25, 0.5, 0.75, 1],
    });
    this.bar.addEventListener("click", () => this.jump(), { signal });
    document.addEventListener("visibilitychange", () => this.mark(), { signal });
    addEventListener("pagehide", () => this.mark(), { signal });
    signal.addEventListener("abort", () => this.end());
  }

  end() {
    this.eyes.disconnect();
    clearTimeout(this.burst);
    clearTimeout(this.settling);
  }

  /** A post this page may not know yet; `mine` is not announced. */
  take(number, mine) {
    const here = this.posts.get(number);
    if (here) this.eyes.observe(here);
    if (number <= this.newest) return;
    this.newest = number;
    if (!here) this.point(number);
    if (mine) return;
    if (here) this.fresh.add(number);
    this.number += 1;
    this.since ??= Date.now();
    clearTimeout(this.burst);
    const left = this.since + BURST_AT_MOST - Date.now();
    this.burst = setTimeout(() => this.announce(), Math.min(BURST, Math.max(0, left)));
  }

  announce() {
    this.host.say(this.host.word("new", this.number).textContent);
    this.number = 0;
    this.since = null;
  }

  /** Shows how many posts are on later pages, with a link to the first. */
  point(number) {
    this.beyond.add(number);
    const [first] = this.beyond;
    const link = this.host.notice("beyond", this.beyond.size).querySelector("[data-to]");
    link.setAttribute("href", `?page=${Math.ceil(first / this.host.dataset.perPage)}#post-${first}`);
  }

  /** What counts as seen: half of a post, or half a window of a long one, on a page that is looked at. */
  look(entries) {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const half =
        intersectionRatio >= 0.5 || intersectionRect.height > (rootBounds?.height ?? innerHeight) / 2;
      if (!isIntersecting || !half || document.hidden) continue;
      const number = Number(target.dataset.number);
      this.fresh.delete(number);
      this.reached = Math.max(this.reached, number);
    }
    this.count();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.mark(), SETTLED);
  }

  /** The fresh posts below the window. */
  get below() {
    return [...this.fresh].filter(
      (number) => this.posts.get(number).getBoundingClientRect().top >= innerHeight,
    );
  }

  count() {
    const { length } = this.below;
    this.bar.hidden = !length;
    if (length) this.bar.textContent = this.host.word("new", length).textContent;
  }

  jump() {
    const li = this.posts.get(this.below[0]);
    li?.scrollIntoView();
    li?.focus({ preventScroll: true });
  }

  /** Sends the number of the last post that was seen. */
  async mark() {
    const token = document.querySelector("#csrf-form [name=csrfmiddlewaretoken]");
    if (!this.host.dataset.me || !token || this.reached <= this.marked) return;
    const before = this.marked;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token.value);
    body.set("number", (this.marked = this.reached));
    const options = { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } };
    await fetch(this.host.dataset.read, options).catch(() => (this.marked = before));
  }
}
