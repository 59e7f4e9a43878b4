/** The posts of a thread as they stand on the screen. */
const UNDO_WITHIN = 60_000; // ms, as the server has it

/** A template with this text's first element. */
function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/**
 * Returns how the server writes a moment; its tag `time_words` gives the format and the names of the months.
 */
export function clock({ format, months }, zone) {
  const numeric = "numeric";
  const intl = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
  });
  return (moment) => {
    const parts = Object.fromEntries(intl.formatToParts(moment).map((part) => [part.type, part.value]));
    const { year: Y, month, day, hour, minute } = parts;
    const two = (number) => String(+number).padStart(2, "0");
    const letters = {
      Y,
      n: +month,
      m: two(month),
      j: +day,
      d: two(day),
      H: two(hour),
      G: +hour,
      i: two(minute),
    };
    for (const letter of "NFEMb") letters[letter] = months[month - 1];
    const words = format.replace(/\\(.)|[a-zA-Z]/g, (letter, plain) => plain ?? letters[letter] ?? letter);
    return `${words} (${zone.replaceAll("_", " ")})`;
  };
}

/** What a control does, so that its twin in a newer fragment is found. */
const doing = (control) => `${addressOf(control).split("?")[0]} ${control.value}`;
const addressOf = (control) => control.getAttribute("formaction") ?? control.getAttribute("href") ?? "";

/** Takes a deletion's "undo" away when its time has passed. */
const fade = (part) => setTimeout(() => (part.hidden = true), UNDO_WITHIN);

/** Puts a fresh element in an old one's place; what is open stays open, and the focus stays where it was. */
export function exchange(old, fresh) {
  const folds = fresh.querySelectorAll("details");
  old.querySelectorAll("details").forEach((fold, place) => folds[place]?.toggleAttribute("open", fold.open));
  const held = old.contains(document.activeElement) && document.activeElement;
  old.replaceWith(fresh);
  if (!held) return;
  const isTwin = (control) => held !== old && doing(control) === doing(held);
  const twin = [...fresh.querySelectorAll(held.localName)].find(isTwin);
  (twin ?? fresh).focus({ preventScroll: true });
}

/**
 * Does `work` and leaves the form somebody writes in where it is on the screen: browsers hold the posts above
 * it.
 */
export function steady(form, work) {
  const { top, bottom } = form?.contains(document.activeElement) ? form.getBoundingClientRect() : {};
  work();
  const inSight = form?.isConnected && top < innerHeight && bottom > 0;
  if (inSight) scrollBy({ top: form.getBoundingClientRect().top - top, behavior: "instant" });
}

export class Posts {
  /** `host` is the <live-thread>. */
  constructor(host) {
    const { me, zone, times, page, perPage } = host.dataset;
    Object.assign(this, { me, list: host.querySelector("[data-posts]"), mine: new Map(), own: new Set() });
    this.last = page * perPage;
    this.first = this.last - perPage + 1;
    try {
      this.words = clock(JSON.parse(times), zone);
    } catch {
      this.words = null; // a zone this browser does not know: the server's words stay, in UTC
    }
    this.learn(this.list);
    this.list.querySelectorAll("[data-undo]").forEach(fade);
  }

  /** Notes what this viewer has pressed and written, as the server says. */
  learn(list) {
    this.mine.clear();
    for (const { dataset } of list.children) {
      if (this.me && dataset.by === this.me) this.own.add(dataset.number);
    }
    for (const button of list.querySelectorAll('[name="kind"][aria-pressed="true"]')) {
      this.mine.set(`${button.closest("li").dataset.number} ${button.value}`, true);
    }
  }

  get newest() {
    return Number(this.list.lastElementChild?.dataset.number ?? 0);
  }

  get(number) {
    return this.list.querySelector(`#post-${number}`);
  }

  /** Takes to heart that this viewer pressed a reaction, here or elsewhere. */
  press(number, kind, on) {
    this.mine.set(`${number} ${kind}`, on);
    const li = this.get(number);
    if (li) this.dress(li);
  }

  /** Shows the page's posts as a list that was loaded just now has them. */
  replace(list) {
    this.learn(list);
    for (const li of [...list.children]) this.put(Number(li.dataset.number), li);
  }

  /** Shows a post as it is now, in its place by number, if it stands on this page. */
  show(number, html) {
    if (number >= this.first && number <= this.last) this.put(number, elementOf(html));
  }

  /** Writes a person's name of today on their posts. */
  rename(author, name, initial) {
    for (const li of this.list.querySelectorAll(`[data-by="${author}"]`)) {
      const [shown, avatar] = [li.querySelector("[data-name]"), li.querySelector(":scope > .avatar")];
      if (shown) shown.textContent = name;
      if (shown && avatar) avatar.textContent = initial;
    }
  }

  put(number, fresh) {
    const old = this.get(number);
    const li = this.dress(fresh);
    const later = [...this.list.children].find((other) => other.dataset.number > number);
    if (old) exchange(old, li);
    else this.list.insertBefore(li, later ?? null);
  }

  /**
   * A fragment is the same for everyone; what is this viewer's own is laid over it here. One that is out of
   * sight does not say whose it is: its author's screen knows it from before.
   */
  dress(li) {
    const { number, by } = li.dataset;
    const own = this.me && (by === this.me || this.own.has(number));
    if (own) {
      this.own.add(number);
      li.dataset.by = this.me;
      li.querySelectorAll("[data-own]").forEach((part) => (part.hidden = false));
    }
    for (const button of li.querySelectorAll('[name="kind"]')) {
      const on = this.mine.get(`${number} ${button.value}`) ?? false;
      button.setAttribute("aria-pressed", on);
      button.setAttribute(
        "formaction",
        button.getAttribute("formaction").replace(/on=\d/, `on=${on ? 0 : 1}`),
      );
    }
    li.querySelectorAll("[data-undo]").forEach(fade);
    const times = this.words ? li.querySelectorAll("time[data-local]") : [];
    for (const time of times) time.textContent = this.words(new Date(time.dateTime));
    return li;
  }
}
