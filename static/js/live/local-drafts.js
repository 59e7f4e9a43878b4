/**
 * Drafts on a device: what a form says, and one record for each member and place, in localStorage if there is
 * one.
 */
export const PREFIX = "km4b-draft ";
const KEPT = 30 * 86_400_000; // ms

const store = (() => {
  try {
    return localStorage;
  } catch {
    return null; // forbidden by the browser's settings
  }
})();

export function read(key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

/** Keeps a record, or forgets it (null); says whether that went well. */
export function write(key, record) {
  try {
    if (record) store.setItem(key, JSON.stringify(record));
    else store.removeItem(key);
    return true;
  } catch {
    return false; // full, or there is none
  }
}

/** Forgets drafts of others, those nobody came back to, and one sent from the page before this one. */
export function tidy(me) {
  const before = document.referrer && new URL(document.referrer).pathname;
  for (const key of Object.keys(store ?? {}).filter((name) => name.startsWith(PREFIX))) {
    const { at, sent } = read(key) ?? {};
    const posted = sent && sent === before && sent !== location.pathname;
    if (posted || !key.startsWith(`${PREFIX}${me} `) || !(Date.now() - at < KEPT)) write(key);
  }
}

/** What is written in a form, the key it will be posted with, and which text of a post is edited. */
export function fieldsOf(form) {
  const { key, revision } = form.elements;
  const written = [...form.querySelectorAll("textarea, input:not([type=hidden])"), key, revision];
  return Object.fromEntries(written.filter(Boolean).map(({ name, value }) => [name, value]));
}

export const textOf = ({ title = "", body }) => `${title}\n${body}`.trim();

export function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name] ?? {};
    if (field.value !== value) field.value = value;
  }
}

/** A fresh key for the next post (crypto.randomUUID is not there without https). */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
