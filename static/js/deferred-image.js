/** Puts a picture in its place when somebody asks for it. Its link leads to the file. Words: failed. */
class DeferredImage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const link = this.querySelector("a");
    if (!link?.contains(event.target) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    if (link.ariaBusy) return;
    link.ariaBusy = "true";
    const { width, height } = this.querySelector("svg");
    const picture = new Image(width.baseVal.value, height.baseVal.value);
    picture.alt = this.querySelector(".alt")?.textContent ?? "";
    picture.className = this.className;
    picture.tabIndex = -1;
    picture.onload = () => this.show(picture);
    picture.onerror = () => {
      link.ariaBusy = null;
      this.querySelector("[role=status]").textContent = this.getAttribute("failed");
    };
    picture.src = link.href;
  }

  show(picture) {
    const focused = this.contains(document.activeElement);
    this.replaceWith(picture);
    if (focused) picture.focus({ preventScroll: true });
  }
}

customElements.define("deferred-image", DeferredImage);
