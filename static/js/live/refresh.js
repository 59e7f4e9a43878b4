/** Loads the page of a thread again and replaces it, except what is being written. */
import { compose } from "./composer.js";

/** Returns the page's <live-thread> as the server has it now. */
export async function load({ dataset }) {
  const { pathname, search } = location;
  const answer = await fetch(pathname + search, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("live-thread");
  if (fresh?.dataset.space !== dataset.space || fresh.dataset.me !== dataset.me) {
    throw new Error("another page");
  }
  return fresh;
}

export function refresh(host, fresh) {
  const part = (name) => fresh.querySelector(`[data-${name}]`);
  host.part("count")?.replaceChildren(...part("count").childNodes);
  host.querySelector("aside")?.replaceWith(fresh.querySelector("aside"));
  const { audience, through } = Object.assign(host.dataset, {
    audience: fresh.dataset.audience,
    through: fresh.dataset.through,
  });
  const closed = part("closed")?.hidden === false;
  compose(host, fresh);
  host.head(part("head").innerHTML, closed);
  host.posts.replace(part("posts"));
  Object.assign(host.reader, { audience, cursor: Number(through) });
}
