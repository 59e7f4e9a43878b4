/**
 * Closes the <details> inside it on Escape and on a press outside. Without scripts it is a plain <details>.
 */
export class MenuToggle extends HTMLElement {
  connectedCallback() {
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.addEventListener("keydown", (event) => this.onKey(event), { signal });
    document.addEventListener("click", (event) => this.onPress(event), { signal });
  }

  disconnectedCallback() {
    this.ends.abort();
  }

  get details() {
    return this.querySelector("details");
  }

  onKey(event) {
    if (event.key !== "Escape" || !this.details.open) return;
    event.stopPropagation();
    this.details.open = false;
    this.details.querySelector("summary").focus();
  }

  onPress(event) {
    if (!this.contains(event.target)) this.details.open = false;
  }
}
