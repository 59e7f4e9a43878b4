// The one script of every page. Each part only improves what already works without it.
import { CopyText } from "./copy-text.js";
import { MenuFold } from "./menu-fold.js";
import { ShowPassword } from "./show-password.js";
import { guardForms } from "./busy-form.js";

customElements.define("copy-text", CopyText);
customElements.define("menu-fold", MenuFold);
customElements.define("show-password", ShowPassword);
guardForms(document);

// A refused form takes the focus to its list of errors (browsers that do not know autofocus there).
document.querySelector(".summary-errors")?.focus();
