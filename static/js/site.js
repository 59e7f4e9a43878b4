// The one script of every page. Each part only improves what already works without it.
import { MenuFold } from "./menu-fold.js";
import { guardForms } from "./busy-form.js";

customElements.define("menu-fold", MenuFold);
guardForms(document);

// What few pages have comes only where it stands.
if (document.querySelector("copy-text")) import("./copy-text.js");
if (document.querySelector("show-password")) import("./show-password.js");

// Who signs out leaves no drafts on the device.
document.addEventListener("submit", ({ target }) => {
  if (!("forget" in target.dataset)) return;
  const drafts = Object.keys(localStorage).filter((key) => key.startsWith("km4b-draft "));
  drafts.forEach((key) => localStorage.removeItem(key));
});

// A refused form takes the focus to its list of errors (browsers that do not know autofocus there).
document.querySelector(".summary-errors")?.focus();
