/** Loads the page of a thread again and puts it in place, but for what is being written. */
export async function redraw(host) {
  const { pathname, search } = location;
  const answer = await fetch(pathname + search, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("live-thread");
  if (fresh?.dataset.space !== host.dataset.space) throw new Error("another page");
  for (const part of ["head", "count"]) {
    host.part(part)?.replaceChildren(...fresh.querySelector(`[data-${part}]`).childNodes);
  }
  host.querySelector("aside")?.replaceWith(fresh.querySelector("aside"));
  const { audience, through } = Object.assign(host.dataset, {
    audience: fresh.dataset.audience,
    through: fresh.dataset.through,
  });
  host.posts.replace(fresh.querySelector("[data-posts]"));
  Object.assign(host.reader, { audience, cursor: Number(through) });
  return !fresh.querySelector("[data-closed]:not([hidden])");
}
