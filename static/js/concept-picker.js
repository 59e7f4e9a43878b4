/**
 * Finds concepts while one types, and adds them as ticked boxes. Around a control that works without scripts:
 *
 * <concept-picker data-suggest="ADDRESS" data-name="tags" data-schemes="a,b" data-label="…" data-hint="…"
 *   data-found="Found: {count}" data-none="…" data-busy="…" data-added="Added: {name}">
 *   <ul data-chosen><li><label><input type="checkbox" name="tags" value="ID" checked> Name</label></li></ul>
 *   <div data-plain>a <select multiple>, boxes or a field to find with</div>
 * </concept-picker>
 *
 * What is in data-plain is hidden and disabled while the script runs; what is chosen there moves to
 * data-chosen (made when missing). A tick taken away takes the concept away; data-single keeps one at most.
 * What is typed and not chosen is sent as NAME-find, several names with semicolons between them, as without
 * scripts: the server finds it, or says that it is not known and gives the text back.
 */
import {
  boxOf,
  chosenIn,
  chosenItem,
  dropTyped,
  make,
  optionOf,
  switchPlain,
  typed,
} from "./picker-parts.js";

const WAIT = 150; // ms of silence before the server is asked
let pickers = 0;

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
    this.quiet();
    this.box.remove();
    this.putAway(false);
  }

  build() {
    const { name, label = "", hint = "" } = this.dataset;
    this.chosen = this.querySelector("[data-chosen]");
    if (!this.chosen) this.prepend((this.chosen = make("ul", { "data-chosen": "", role: "list" })));
    Object.assign(this, boxOf(`picker-${this.number}`, `${name}-find`, label, hint));
    this.append(this.box);
  }

  /** Hide the plain control, and take over what is chosen and typed in it; or show it again. */
  putAway(away) {
    const plain = this.querySelector("[data-plain]");
    if (!plain) return;
    switchPlain(plain, this.field, away);
    if (away) chosenIn(plain).forEach(({ id, ...concept }) => this.add(id, concept));
  }

  /** Send no more requests, and ignore answers. */
  quiet() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  later() {
    this.quiet();
    if (!typed(this.field)) return this.close("");
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const { suggest, schemes = "" } = this.dataset;
    const address = new URL(suggest, location.href);
    address.searchParams.set("q", typed(this.field));
    if (schemes) address.searchParams.set("schemes", schemes);
    const { signal } = (this.asking = new AbortController());
    try {
      const answer = await fetch(address, { signal });
      if (answer.status === 429) return this.close(this.dataset.busy);
      if (!signal.aborted) this.show((await answer.json()).concepts);
    } catch {
      if (!signal.aborted) this.close("");
    }
  }

  show(concepts) {
    this.list.replaceChildren(
      ...concepts.map((concept, place) => optionOf(concept, `${this.list.id}-${place}`)),
    );
    this.open(concepts.length > 0);
    const { found = "{count}", none = "" } = this.dataset;
    this.said.textContent = concepts.length ? found.replace("{count}", concepts.length) : none;
  }

  open(is) {
    this.list.hidden = !is;
    this.field.setAttribute("aria-expanded", is);
    this.mark(null);
  }

  close(words) {
    this.quiet();
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
    if (event.isComposing) return;
    const [isOpen, step] = [!this.list.hidden, { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (step) {
      event.preventDefault();
      if (!isOpen) return typed(this.field) && this.ask();
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
    dropTyped(this.field);
    this.close((this.dataset.added ?? "{name}").replace("{name}", () => option.concept.text));
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  add(id, concept) {
    const known = [...this.chosen.querySelectorAll("input")].find((box) => box.value === id);
    if (known) return (known.checked = true);
    if ("single" in this.dataset) this.chosen.replaceChildren();
    this.chosen.append(chosenItem(this.dataset.name, id, concept));
  }
}

customElements.define("concept-picker", ConceptPicker);
