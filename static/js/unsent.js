// What was typed and is not saved yet: kept in the browser, for one person and one section, until the site has it.
// A library: it does nothing by itself. One entry a page that is open; a page holds a lock on its own entry, so that
// an entry nobody holds was left behind by a reload, a crash or a page closed too soon.

const PREFIX = "jalon.unsent/";
const SIGNED_OUT = "jalon.signed-out";
const KEPT_FOR = 30 * 24 * 3600 * 1000; // milliseconds
const PATIENCE = 20000;

/** Who signed in on this page; entries of other people are never read. */
export const person = document.body.dataset.person ?? "";
const page = Math.random().toString(36).slice(2);
let silenced = false; // after a sign-out nothing more is written here

addEventListener("storage", (event) => {
  if (event.key === SIGNED_OUT && event.newValue?.startsWith(person)) silenced = true;
});

/** Lets this page write again, for it has just been answered as that person. */
export function recognised() {
  silenced = false;
}

export function ownKey(url) {
  const key = `${PREFIX}${person}/${page}${url}`;
  navigator.locks?.request(key, () => new Promise(() => {}));
  return key;
}

/** Keeps the entry; false when the browser cannot. */
export function keep(key, entry) {
  if (silenced || !person) return silenced;
  try {
    localStorage.setItem(key, JSON.stringify({ ...entry, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

function read(key) {
  try {
    const entry = JSON.parse(localStorage.getItem(key));
    if (entry && Date.now() - entry.at > KEPT_FOR) forget(key);
    else return entry;
  } catch {
    forget(key);
  }
  return null;
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => person && key.startsWith(`${PREFIX}${person}/`));
  } catch {
    return [];
  }
}

/** Everything of this person's that is not saved, other pages' included. */
export function unsaved() {
  return keys().map(read).filter(Boolean);
}

/**
 * Calls `take(key, entry)` for each entry that no open page holds; the entry stays locked until `take` is done. A page
 * that is just going away has its lock for an instant still, on a busy machine for seconds: `patience`, in milliseconds.
 */
export async function leftBehind(take, patience = 1500) {
  for (const key of keys().filter((one) => !one.startsWith(`${PREFIX}${person}/${page}/`))) {
    const found = async () => {
      const entry = read(key);
      if (entry) await take(key, entry);
    };
    try {
      if (navigator.locks) await navigator.locks.request(key, { signal: AbortSignal.timeout(patience) }, found);
      else await found();
    } catch (error) {
      if (error.name !== "TimeoutError" && error.name !== "AbortError") throw error;
    }
  }
}

/** At sign-out: nothing of this person's stays in the browser, and their other pages write nothing more. */
export function forgetEverything() {
  silenced = true;
  keys().forEach(forget);
  try {
    localStorage.setItem(SIGNED_OUT, `${person} ${Date.now()}`);
  } catch {
    // nothing was kept either
  }
}

export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/**
 * Sends what was typed. `entries` and `base` are lists of [name, value]; `base` is null when the text one started from
 * is not known. Answers {kind, …}: saved, moved, refused, signedOut, gone, forbidden, tooBig, offline or failed.
 */
export async function send(url, { entries, base, revision }, extra = []) {
  const body = new URLSearchParams([...entries, ...extra]);
  for (const [name, value] of base ?? []) body.append(`base-${name}`, value);
  body.append("autosave", "1");
  body.append("writer", person);
  body.append("revision", revision);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken() },
      redirect: "manual", // towards the sign-in page
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await understood(answer);
  } catch {
    return { kind: "offline" }; // no answer at all
  }
}

async function understood(answer) {
  if (answer.type === "opaqueredirect") return { kind: "signedOut" };
  if (answer.headers.get("content-type")?.startsWith("application/json")) {
    const said = await answer.json();
    const kind = answer.ok ? "saved" : said.why === "moved" ? "moved" : "refused";
    return { ...said, kind };
  }
  const kinds = { 400: "tooBig", 403: "forbidden", 404: "gone", 413: "tooBig" };
  return { kind: kinds[answer.status] ?? "failed" };
}
