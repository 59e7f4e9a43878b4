/** Adds a button that shows or hides the password in the input inside it. Words: show, hide. */
class ShowPassword extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input || this.button) return;
    this.ends = new AbortController();
    const { signal } = this.ends;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button quiet";
    this.button.setAttribute("aria-controls", this.input.id);
    this.append(this.button);
    this.turn(false);
    this.button.addEventListener("click", () => this.turn(this.input.type === "password"), { signal });
    // Sent and kept as a password, so that browsers and managers know it.
    this.input.form?.addEventListener("submit", () => this.turn(false), { signal });
  }

  disconnectedCallback() {
    this.ends?.abort();
    this.button?.remove();
    this.button = null;
    if (this.input) this.input.type = "password";
  }

  turn(open) {
    this.input.type = open ? "text" : "password";
    this.button.textContent = this.getAttribute(open ? "hide" : "show");
  }
}

customElements.define("show-password", ShowPassword);
