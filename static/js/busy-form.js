/**
 * A form that was sent is not sent again by a second press: its button goes quiet until the next page,
 * or for ten seconds when no page follows (a download). Leave a form out with data-busy="off".
 */
const AGAIN_AFTER = 10_000;

export function guardForms(root) {
  const busy = new Map();

  function free(form) {
    clearTimeout(busy.get(form));
    busy.delete(form);
    form.querySelectorAll('[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
  }

  function onSubmit(event) {
    const form = event.target;
    if (form.method !== "post" || form.dataset.busy === "off") return;
    if (busy.has(form)) return event.preventDefault();
    if (event.defaultPrevented) return;
    busy.set(form, setTimeout(() => free(form), AGAIN_AFTER));
    event.submitter?.setAttribute("aria-disabled", "true");
  }

  function onShow() {
    [...busy.keys()].forEach(free);
  }

  root.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", onShow);
  return () => {
    onShow();
    root.removeEventListener("submit", onSubmit);
    window.removeEventListener("pageshow", onShow);
  };
}
