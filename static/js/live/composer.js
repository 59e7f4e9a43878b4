/**
 * The composer of a thread while others act: the thread is closed, the right to write changes, a post is
 * quoted.
 */
import { exchange } from "./posts.js";

const isWritten = (form) => Boolean(form?.querySelector("textarea").value.trim());

/** Shows whether the thread is closed; a text that is being written stays visible. */
export function close(host, closed) {
  const form = host.part("composer");
  const note = host.part("closed");
  const join = host.part("join");
  if (note?.hidden !== closed) return;
  note.hidden = !closed;
  if (join) join.hidden = closed; // a composer beside it takes no more posts
  if (join || !form) return;
  const written = isWritten(form);
  note.querySelector("[data-kept]").hidden = !written;
  form.hidden = closed && !written;
  form.querySelector("button:not([data-plain])").hidden = closed;
  if (written) host.say(closed ? note.textContent : host.word("reopened").textContent);
}

/** Loads what keeps drafts, for a page that began without a composer. */
function autosaveDrafts(address) {
  if (customElements.get("draft-autosave")) return;
  const script = Object.assign(document.createElement("script"), { type: "module", src: address });
  document.head.append(script);
}

/** Has the posts' buttons sent by the page's script, or, for who may not press them, by the browser. */
function moveButtons(act, host, writes) {
  if (act && host.contains(act) !== writes) writes ? host.append(act) : host.after(act);
}

/** Takes over what is written, with the key it is posted with. */
function carry(form, fresh) {
  for (const { name, value } of form.querySelectorAll("textarea, [name=key]")) {
    fresh.elements[name].value = value;
  }
}

/** Removes the composer for users who may not even read any more; what is written stays visible. */
export function shut(host) {
  const form = host.part("composer");
  if (isWritten(form)) retire(host, host.part("answer"), form);
  else if (form) form.hidden = true;
}

/**
 * Keeps a text that can no longer be posted visible, below the reason and what a `fresh` page has there.
 */
function retire(host, section, form, fresh) {
  const why = host.word("outside");
  host.say(why.textContent);
  why.append(...(fresh?.childNodes ?? []));
  host.part("closed")?.remove();
  section.prepend(why);
  form.querySelectorAll("button").forEach((button) => (button.hidden = true));
}

/** Shows the composer of a page loaded just now, when who reads may write since, or may no more. */
export function compose(host, page) {
  const form = host.part("composer");
  const fresh = page.querySelector("[data-composer]");
  const section = host.part("answer");
  const place = page.querySelector("[data-answer]");
  const retired = section.querySelector(":scope > [data-message]");
  const written = isWritten(form);
  if (form && fresh && !retired) return;
  moveButtons(document.forms.act, host, Boolean(fresh));
  if (fresh) autosaveDrafts(page.querySelector("draft-autosave").dataset.script);
  if (fresh && written) carry(form, fresh);
  retired?.remove();
  if (written && !fresh) retire(host, section, form, place);
  else exchange(section, place);
}

/** What is selected inside an element, or "". */
function selectedIn(element) {
  const selection = getSelection();
  const inside =
    element && [selection.anchorNode, selection.focusNode].every((node) => element.contains(node));
  return inside && !selection.isCollapsed ? selection.toString().trim() : "";
}

export class Quotes {
  /** Handles the "Quote" buttons of the posts of `host`, the <live-thread>. */
  constructor(host, signal) {
    this.host = host;
    const buttonOf = ({ target }) => target.closest?.('.post [formaction*="quote="]');
    const words = (button) => selectedIn(button.closest(".post").querySelector(".prose"));
    // A click takes the selection away before it is handled.
    const remember = (event) => (this.selected = buttonOf(event) ? words(buttonOf(event)) : "");
    const click = (event) => {
      const button = buttonOf(event);
      const form = host.part("composer");
      if (!button || !form || form.hidden) return;
      event.preventDefault();
      this.quote(form, button.formAction, this.selected || words(button));
    };
    host.addEventListener("pointerdown", remember, { signal });
    host.addEventListener("click", click, { signal });
  }

  async quote(form, address, selected) {
    const { host } = this;
    host.unsay("unquoted");
    let quoted;
    try {
      const options = { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } };
      const answer = await fetch(address, options);
      if (!answer.ok) throw new Error(answer.status);
      quoted = await answer.text();
    } catch {
      return host.notice("unquoted");
    }
    const [name] = quoted.split("\n", 1);
    if (selected) {
      const lines = ["", ...selected.split("\n")].map((line) => `> ${line}`.trimEnd());
      quoted = [name, ...lines].join("\n");
    }
    const area = form.querySelector("textarea");
    const { selectionEnd: end, value } = area;
    const before = value.slice(0, end).trimEnd() ? "\n\n" : "";
    area.setRangeText(`${before}${quoted.trimEnd()}\n\n`, end, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }
}
