/**
 * A form that is sent with a passkey. Without scripts, or in a browser without passkeys, it stays hidden.
 * Attributes: kind (create, get or login), options (JSON of the ceremony) or options-url (fetched for
 * login), failed (words for a ceremony that did not end well).
 */
const WORDS = { "-": "+", _: "/" };

export function toBytes(text) {
  const base64 = text.replace(/[-_]/g, (letter) => WORDS[letter]);
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export function toText(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function withBytes(publicKey) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  for (const name of ["allowCredentials", "excludeCredentials"]) {
    options[name] = publicKey[name]?.map((entry) => ({ ...entry, id: toBytes(entry.id) })) ?? [];
  }
  return options;
}

function asJson(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = parts.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { ...Object.fromEntries(told), transports: response.getTransports?.() },
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

export class PasskeyForm extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || !window.isSecureContext) return;
    this.ends = new AbortController();
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.onSubmit(event), { signal: this.ends.signal });
    this.hidden = false;
  }

  disconnectedCallback() {
    this.ends?.abort();
  }

  async onSubmit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.note?.remove();
    try {
      this.form.elements.credential.value = asJson(await this.ask());
      this.form.submit();
    } catch {
      this.say(this.getAttribute("failed"));
    } finally {
      this.busy = false;
    }
  }

  async ask() {
    const { publicKey } = await this.options();
    const signal = this.ends.signal;
    if (this.getAttribute("kind") !== "create") {
      return navigator.credentials.get({ publicKey: withBytes(publicKey), signal });
    }
    const selection = { ...publicKey.authenticatorSelection };
    const alone = this.form.elements.passwordless?.checked ?? false;
    Object.assign(selection, { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone });
    if (alone) selection.userVerification = "required";
    const options = { ...withBytes(publicKey), authenticatorSelection: selection };
    return navigator.credentials.create({ publicKey: options, signal });
  }

  async options() {
    if (this.hasAttribute("options")) return JSON.parse(this.getAttribute("options"));
    const answer = await fetch(this.getAttribute("options-url"), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options;
  }

  say(words) {
    this.note = document.createElement("p");
    this.note.className = "notice error";
    this.note.setAttribute("role", "alert");
    this.note.textContent = words;
    this.form.before(this.note);
  }
}

customElements.define("passkey-form", PasskeyForm);
