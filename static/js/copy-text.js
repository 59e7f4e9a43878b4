/** Adds a button that copies the text of the element whose id is `source`. Words: label, done. */
class CopyText extends HTMLElement {
  connectedCallback() {
    if (this.button || !navigator.clipboard) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button quiet";
    this.said = document.createElement("span");
    this.said.setAttribute("role", "status");
    this.said.className = "small";
    this.append(this.button, this.said);
    this.button.textContent = this.getAttribute("label");
    this.button.onclick = () => this.copy();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.replaceChildren();
    this.button = null;
  }

  async copy() {
    const source = document.getElementById(this.getAttribute("source"));
    const text = source?.value ?? source?.innerText ?? "";
    await navigator.clipboard.writeText(text);
    this.said.textContent = this.getAttribute("done");
    this.timer = setTimeout(() => (this.said.textContent = ""), 4000);
  }
}

customElements.define("copy-text", CopyText);
