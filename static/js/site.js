// The one script of every page. Each part only improves what already works without it.
import { MenuToggle } from "./menu-toggle.js";

customElements.define("menu-toggle", MenuToggle);

// What few pages have is loaded only there.
if (document.querySelector("copy-text")) import("./copy-text.js");
if (document.querySelector("show-password")) import("./show-password.js");

/*
 * A form that was sent is not sent again by a second press: its button goes quiet until the next page, or for
 * ten seconds when no page follows (a download). Leave a form out with data-busy="off".
 */
const AGAIN_AFTER = 10_000;
const busy = new Map();

function free(form) {
  clearTimeout(busy.get(form));
  busy.delete(form);
  form
    .querySelectorAll('[aria-disabled="true"]')
    .forEach((button) => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.busy === "off") return;
  if (busy.has(form)) return event.preventDefault();
  if (event.defaultPrevented) return;
  busy.set(
    form,
    setTimeout(() => free(form), AGAIN_AFTER),
  );
  event.submitter?.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => [...busy.keys()].forEach(free));

// Who signs out leaves no drafts on the device.
document.addEventListener("submit", ({ target }) => {
  if (!("forget" in target.dataset)) return;
  const drafts = Object.keys(localStorage).filter((key) => key.startsWith("km4b-draft "));
  drafts.forEach((key) => localStorage.removeItem(key));
});

// A refused form takes the focus to its list of errors (browsers that do not know autofocus there).
document.querySelector(".summary-errors")?.focus();
