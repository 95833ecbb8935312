// Follows a session. The page asks again every few seconds; an answer touches only what has changed in it, so that
// focus, unfolded parts and what a screen reader has said stay. A network that is lost is said, and tried again.

const BACKOFF = [2, 4, 8, 15, 30]; // seconds between two tries, once the network is lost
const PATIENCE = 10000; // milliseconds before an answer is given up
const SAID = 4000; // milliseconds during which a network that is back is said

// -- one answer into the page --------------------------------------------------------------
const same = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && one.id === other.id;

/** Makes `old` say what `fresh` says, keeping every node that already does. */
function become(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if ("held" in old.dataset) return; // something of the reader's is on its way there, see voting.js
  for (const { name } of [...old.attributes]) {
    const unfolded = name === "open" && old.nodeName === "DETAILS";
    if (!fresh.hasAttribute(name) && !unfolded) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let at = old.firstChild;
  for (const one of [...fresh.childNodes]) {
    const found = counterpart(at, one);
    if (!found) {
      old.insertBefore(one, at);
      continue;
    }
    while (at !== found) at = dropped(at);
    at = found.nextSibling;
    become(found, one);
  }
  while (at) at = dropped(at);
}

/** The node that stands for that one: among those that follow when it has a name, else the very next. */
function counterpart(at, fresh) {
  if (!fresh.id) return at && same(at, fresh) ? at : null;
  for (let one = at; one; one = one.nextSibling) if (same(one, fresh)) return one;
  return null;
}

function dropped(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** The followed part takes what another copy of it says; a focus that vanished starts again at where the session is. */
export function take(old, fresh) {
  const focused = old.contains(document.activeElement);
  become(old, fresh);
  if (focused && !old.contains(document.activeElement)) old.querySelector("[data-where]")?.focus({ preventScroll: true });
}

htmx.defineExtension("calm", {
  isInlineSwap: (style) => style === "calm",
  handleSwap(style, target, fragment) {
    if (style !== "calm") return false;
    take(target, fragment.firstElementChild ?? fragment);
    return [target];
  },
});
htmx.config.timeout = PATIENCE;

// -- asking again ------------------------------------------------------------------------------
let failures = 0;
let timer;
const followed = () => document.querySelector("[data-follow]");

/** Asks now; nothing is asked while nobody looks. */
export function look() {
  clearTimeout(timer);
  if (followed() && !document.hidden) htmx.trigger(followed(), "look");
}

function later() {
  clearTimeout(timer);
  const seconds = failures ? BACKOFF[Math.min(failures, BACKOFF.length) - 1] : Number(followed()?.dataset.follow);
  if (seconds) timer = setTimeout(look, seconds * 1000 * (1 + Math.random() / 10)); // not everyone at the same instant
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 304) event.detail.shouldSwap = false;
  // Led elsewhere, to the door that asks to sign in: the whole page goes there.
  const { responseURL } = event.detail.xhr;
  if (responseURL && new URL(responseURL).pathname !== event.detail.pathInfo.requestPath) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== followed()) return;
  const { status } = event.detail.xhr;
  if (status === 0 || status >= 500 || status === 429) lost();
  else if (status >= 400) return location.reload(); // no longer for this reader: the page says what is
  else back();
  later();
});

// -- the network -------------------------------------------------------------------------------
const connection = document.querySelector("[data-connection]");
let silence;

function say(text) {
  clearTimeout(silence);
  if (connection.textContent !== text) connection.textContent = text;
}

function lost() {
  failures += 1;
  say(connection.dataset.lost);
}

function back() {
  failures = 0;
  if (connection.textContent !== connection.dataset.lost) return;
  say(connection.dataset.back);
  silence = setTimeout(() => say(""), SAID);
}

addEventListener("offline", () => followed() && say(connection.dataset.lost));
addEventListener("online", look);
document.addEventListener("visibilitychange", look);
later();

// -- the room's screen -----------------------------------------------------------------------------
const full = document.querySelector("[data-fullscreen]");
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => {
    full.hidden = Boolean(document.fullscreenElement);
  });
}
