/** How the forms of a thread's page are sent without leaving it, and how it is said when one was not. */
const MEANINGS = { 403: "stale", 404: "gone", 422: "refused", 429: "often" };
const PATIENCE = 30_000;
const LOG_WITHIN = 2_000;

/**
 * Sends a form as its button would. Gives {way, answer}; way is sent, refused (422), often, out (signed out),
 * stale (403), gone (404), offline (no answer) or failed.
 */
async function send(form, button, after, login) {
  const body = new FormData(form);
  if (button?.name) body.set(button.name, button.value);
  body.set("after", after);
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action");
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "fetch" },
      signal,
    });
    const out = answer.redirected && new URL(answer.url).pathname === login;
    return { answer, way: out ? "out" : answer.ok ? "sent" : (MEANINGS[answer.status] ?? "failed") };
  } catch {
    return { way: "offline" };
  }
}

/**
 * Empties a composer whose post went (its <draft-autosave> makes a new key); what was typed since `sent` stays.
 */
function empty(form, sent) {
  for (const area of form.querySelectorAll("textarea")) {
    if (area.value === sent.get(area.name)) area.value = area.defaultValue = "";
  }
  form.querySelector(".summary-errors")?.remove();
  form.dispatchEvent(new CustomEvent("posted", { bubbles: true }));
}

/** Shows the form the server sent back, with its errors; what was typed meanwhile stays. */
function renew(form, fresh, sent) {
  const later = [...form.querySelectorAll("textarea")].filter(({ name, value }) => value !== sent.get(name));
  form.replaceChildren(...fresh.childNodes);
  for (const { name, value } of later) form.elements[name].value = value;
  form.querySelector(".summary-errors")?.focus();
}

export class Forms {
  /** `host` is the <live-thread>. */
  constructor(host, signal) {
    Object.assign(this, { host, busy: new Set() });
    host.addEventListener("submit", (event) => this.submit(event), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.missing));
  }

  /**
   * Sends the composer or a small button once, and stays; whatever goes wrong is said where it was pressed.
   */
  async submit(event) {
    const { target: form, submitter } = event;
    const { host } = this;
    const composer = form === host.part("composer");
    if ((!composer && form.id !== "csrf-form") || submitter?.hasAttribute("data-plain")) return;
    event.preventDefault();
    const button = submitter ?? form.querySelector("button:not([data-plain])");
    if (this.busy.has(button)) return;
    this.busy.add(button);
    button.setAttribute("aria-disabled", "true");
    this.problem?.remove();
    this.unsure = null;
    const typed = new FormData(form);
    const { cursor } = host.reader;
    const { way, answer } = await send(form, button, cursor, host.dataset.login);
    this.busy.delete(button);
    button.removeAttribute("aria-disabled");
    if (way !== "sent") return this.refuse(composer && form, button, typed, way, answer);
    if (composer) this.sent(form, typed);
    if (answer.headers.get("Content-Type")?.includes("json")) {
      return host.reader.take(await answer.json(), true);
    }
    answer.body?.cancel();
    clearTimeout(this.missing);
    const look = () => host.reader.cursor === cursor && host.reader.catchUp();
    this.missing = setTimeout(look, host.live ? LOG_WITHIN : 0);
  }

  sent(form, typed) {
    empty(form, typed);
    this.host.say(this.host.word("posted").textContent);
  }

  async refuse(form, button, typed, way, answer) {
    const page = answer && way !== "out" ? await answer.text().catch(() => "") : "";
    const answered = new DOMParser().parseFromString(page, "text/html");
    const fresh = form && answered.querySelector("[data-composer]");
    if (fresh) return renew(form, fresh, typed);
    const minutes = Math.ceil((answer?.headers.get("Retry-After") ?? 1) / 60);
    this.problem = this.host.word(way === "refused" ? "failed" : way, way === "often" ? minutes : undefined);
    const reason = way === "refused" && answered.querySelector(".lead");
    if (reason) this.problem.textContent = reason.textContent;
    this.problem.setAttribute("role", "alert");
    (form || button.parentElement).append(this.problem);
    if (form && (way === "offline" || way === "failed")) {
      this.unsure = { form, typed };
      this.check();
    }
  }

  /** Whether a post of which no answer came was in fact sent: if so, "not sent" goes away. */
  async check() {
    const { unsure } = this;
    if (!unsure || unsure.asked) return;
    unsure.asked = true;
    try {
      const { form, typed } = unsure;
      const answer = await fetch(`${form.getAttribute("action")}sent/?key=${typed.get("key")}`);
      const { sent } = answer.ok ? await answer.json() : {};
      if (sent && this.unsure === unsure) {
        this.unsure = null;
        this.problem.remove();
        this.sent(form, typed);
        this.host.reader.catchUp();
      }
    } catch {
      // No connection: asked again when it is back.
    }
    unsure.asked = false;
  }
}
