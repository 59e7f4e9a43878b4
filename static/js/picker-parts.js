// What the concept picker is made of.

/** Make an element with attributes and children. */
export const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  node.append(...children);
  return node;
};
const worded = ({ text, language }) => make("bdi", language ? { lang: language } : {}, text);

/**
 * Make the combobox: its field, its list, the line that says how many were found, and the box around them.
 */
export function boxOf(id, name, label, hint) {
  const field = make("input", {
    type: "text",
    id,
    name,
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
  });
  const list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: "" });
  const said = make("small", { role: "status" });
  const box = make("div", { class: "picker" }, make("label", { for: id }, label), field, list, said);
  if (hint) {
    field.setAttribute("aria-describedby", `${id}-hint`);
    field.before(make("small", { id: `${id}-hint` }, hint));
  }
  return { field, list, said, box };
}

/** Make a line of the list: the number, the name, the name it was found by, the vocabulary. */
export function optionOf({ id, name, language, matched, notation, scheme_title: scheme }, place) {
  const node = make("li", { role: "option", id: place, "aria-selected": "false" });
  node.concept = { id, text: name, language };
  if (notation && !name.includes(notation)) node.append(make("b", {}, notation), " ");
  node.append(worded(node.concept));
  if (matched) node.append(" ", make("small", {}, worded({ text: matched })));
  if (scheme) node.append(" ", make("small", {}, scheme));
  return node;
}

/** Make the ticked box of a chosen concept. */
export function chosenItem(name, id, concept) {
  const box = make("input", { type: "checkbox", name, value: id, checked: "" });
  return make("li", {}, make("label", {}, box, " ", worded(concept)));
}

const LAST = /[^;؛；]*$/; // the name that is being typed, behind the last semicolon of any script

/** The name that is being typed. */
export const typed = (field) => field.value.match(LAST)[0].trim();

/** Take it out of the field; the names before it stay. */
export const dropTyped = (field) => (field.value = field.value.replace(LAST, ""));

/** Hide and disable the plain control while the combobox replaces it, or show it again; move its text. */
export function switchPlain(plain, field, away) {
  const written = plain.querySelector(`[name="${field.name}"]`);
  if (written) moveText(...(away ? [written, field] : [field, written]));
  plain.hidden = away;
  plain.querySelectorAll("input, select, button").forEach((control) => (control.disabled = away));
}

/** Move the text to another field; what describes its fault, too. */
function moveText(from, to) {
  to.value = from.value;
  if (from.hasAttribute("aria-invalid")) to.setAttribute("aria-invalid", "true");
  const described = [from, to].flatMap((field) => (field.getAttribute("aria-describedby") ?? "").split(" "));
  const ids = [...new Set(described)].filter(Boolean);
  if (ids.length) to.setAttribute("aria-describedby", ids.join(" "));
}

/** What is chosen in the plain control: ids with their text and language. */
export function chosenIn(plain) {
  const found = [...plain.querySelectorAll("option:checked, input:checked")].filter((one) => one.value);
  return found.map((one) => {
    const text = (one.label || one.labels?.[0]?.textContent || "").trim();
    return { id: one.value, text, language: one.lang };
  });
}
