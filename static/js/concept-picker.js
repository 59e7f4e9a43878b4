/**
 * Finds concepts while one types, and adds them as ticked boxes. Around a control that works without scripts:
 *
 * <concept-picker data-suggest="ADDRESS" data-name="tags" data-schemes="a,b" data-label="…" data-hint="…"
 *   data-found="Found: {count}" data-none="…" data-added="Added: {name}">
 *   <ul data-chosen><li><label><input type="checkbox" name="tags" value="ID" checked> Name</label></li></ul>
 *   <div data-plain>a <select multiple>, boxes or a field to find with</div>
 * </concept-picker>
 *
 * What stands in data-plain is put away and switched off while the script runs; what is chosen there moves to
 * data-chosen (made when it is missing). Who takes a tick away takes the concept away.
 */
const WAIT = 150; // ms of silence before the server is asked
let pickers = 0;

const make = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  node.append(...children);
  return node;
};
const worded = (name, { text, language }) =>
  make(name, { dir: "auto", ...(language && { lang: language }) }, text);

class ConceptPicker extends HTMLElement {
  connectedCallback() {
    this.ends = new AbortController();
    this.number = ++pickers;
    this.build();
    this.putAway(true);
    const on = (target, name, act) => target.addEventListener(name, act, { signal: this.ends.signal });
    on(this.field, "input", () => this.later());
    on(this.field, "keydown", (event) => this.press(event));
    on(this.field, "blur", () => this.close());
    on(this.list, "pointerdown", (event) => event.preventDefault()); // the focus stays in the field
    on(this.list, "click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  disconnectedCallback() {
    this.ends.abort();
    this.asking?.abort();
    clearTimeout(this.timer);
    this.box.remove();
    this.putAway(false);
  }

  build() {
    const id = `picker-${this.number}`;
    const { label = "", hint = "" } = this.dataset;
    this.chosen = this.querySelector("[data-chosen]");
    if (!this.chosen) this.prepend((this.chosen = make("ul", { "data-chosen": "", role: "list" })));
    this.field = make("input", {
      type: "text", id, role: "combobox", autocomplete: "off", spellcheck: "false", dir: "auto",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
    });
    this.list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: "" });
    this.said = make("small", { role: "status" });
    this.box = make("div", { class: "picker" }, make("label", { for: id }, label), this.field, this.list, this.said);
    if (hint) {
      this.field.setAttribute("aria-describedby", `${id}-hint`);
      this.field.before(make("small", { id: `${id}-hint` }, hint));
    }
    this.append(this.box);
  }

  /** Put the plain control away, taking over what is chosen in it; or give it back. */
  putAway(away) {
    const plain = this.querySelector("[data-plain]");
    if (!plain) return;
    plain.hidden = away;
    plain.querySelectorAll("input, select, button").forEach((control) => (control.disabled = away));
    plain.querySelectorAll("option:checked, input:checked").forEach((one) => {
      const text = (one.label || one.labels?.[0]?.textContent || "").trim();
      if (away && one.value) this.add(one.value, { text, language: one.lang });
    });
  }

  later() {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (!this.field.value.trim()) return this.close("");
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const { suggest, schemes = "" } = this.dataset;
    const address = new URL(suggest, location.href);
    address.searchParams.set("q", this.field.value);
    if (schemes) address.searchParams.set("schemes", schemes);
    const asking = (this.asking = new AbortController());
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const { concepts } = await answer.json();
      if (!asking.signal.aborted && this.isConnected) this.show(concepts);
    } catch {
      if (!asking.signal.aborted) this.close("");
    }
  }

  show(concepts) {
    this.list.replaceChildren(...concepts.map((concept, place) => this.option(concept, place)));
    this.open(concepts.length > 0);
    const { found = "{count}", none = "" } = this.dataset;
    this.said.textContent = concepts.length ? found.replace("{count}", concepts.length) : none;
  }

  option({ id, name, language, matched, notation, scheme_title: scheme }, place) {
    const node = make("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" });
    node.concept = { id, text: name, language };
    if (notation) node.append(make("b", {}, notation), " ");
    node.append(worded("span", node.concept));
    if (matched) node.append(" ", make("small", {}, worded("bdi", { text: matched })));
    if (scheme) node.append(" ", make("small", {}, scheme));
    return node;
  }

  open(is) {
    this.list.hidden = !is;
    this.field.setAttribute("aria-expanded", is);
    this.mark(null);
  }

  close(words) {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.open(false);
    if (words !== undefined) this.said.textContent = words;
  }

  mark(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step) {
      event.preventDefault();
      if (!isOpen) return this.field.value.trim() && this.ask();
      const options = [...this.list.children];
      const place = this.active ? options.indexOf(this.active) + step : step > 0 ? 0 : -1;
      this.mark(options.at(place % options.length));
    } else if (event.key === "Enter" && (isOpen || this.field.value)) {
      event.preventDefault(); // never sends the form half written
      this.choose(this.active);
    } else if (event.key === "Escape" && (isOpen || this.field.value)) {
      event.stopPropagation();
      if (!isOpen) this.field.value = "";
      this.close("");
    }
  }

  choose(option) {
    if (!option) return;
    this.add(option.concept.id, option.concept);
    this.field.value = "";
    this.close((this.dataset.added ?? "{name}").replace("{name}", () => option.concept.text));
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  add(id, concept) {
    const boxes = [...this.chosen.querySelectorAll("input")];
    const known = boxes.find((box) => box.value === id);
    if (known) return (known.checked = true);
    const box = make("input", { type: "checkbox", name: this.dataset.name, value: id, checked: "" });
    this.chosen.append(make("li", {}, make("label", {}, box, " ", worded("span", concept))));
  }
}

customElements.define("concept-picker", ConceptPicker);
