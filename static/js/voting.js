// Sends a vote without leaving the page: a member's own, that of a point, of a group, of the online votes of a session.
// It is kept until the site has answered, whatever the network does: sent again it bears the same key, which is one
// vote. Without this script the buttons do the same, and the page is shown again.

import { look, take } from "./copil.js";

const BACKOFF = [1, 2, 4, 8, 15]; // seconds
const PATIENCE = 10000; // milliseconds
const AGAIN = new Set([0, 408, 429, 500, 502, 503, 504]);
const prefix = `jalon.vote/${document.body.dataset.person}${location.pathname}`;

const formOf = (name) => document.querySelector(`[data-vote="${CSS.escape(name)}"]`);
const live = () => document.querySelector("#room, #stage, #group"); // what follows the session here, if anything does
const votes = new Map(); // by ballot and seat: what is on its way

class Sending {
  constructor(name, said) {
    this.name = name;
    this.said = said; // {to, fields, label}
    this.failures = 0;
  }

  /** Another choice before the first was answered: it waits for its turn, so that it arrives last. */
  replace(said) {
    if (this.flight) this.after = said;
    else this.begin(said);
  }

  begin(said) {
    this.said = said;
    this.after = null;
    keep(this.name, said);
    this.run();
  }

  async run() {
    if (this.flight) return;
    clearTimeout(this.timer);
    this.say(this.failures ? "waiting" : "sending");
    this.flight = send(this.said);
    const answer = await this.flight;
    this.flight = null;
    if (this.after) return this.begin(this.after);
    if (AGAIN.has(answer.status)) return this.later();
    this.answered(answer);
  }

  later() {
    this.say("waiting");
    this.timer = setTimeout(() => this.run(), 1000 * BACKOFF[Math.min(this.failures, BACKOFF.length - 1)]);
    this.failures += 1;
  }

  answered({ status, page, signedOut }) {
    if (signedOut) return this.say("signedOut"); // kept: sent again once signed in
    forget(this.name);
    votes.delete(this.name);
    release(formOf(this.name));
    const here = live();
    if (!here && page && status < 400) return location.reload();
    const [fresh, why] = [here && page?.getElementById(here.id), page?.querySelector("[data-explanation]")];
    if (!fresh && !why) return this.say("failed");
    tell(fresh ? page.getElementById("answer") : explained(why.textContent));
    if (fresh) take(here, fresh);
    look();
  }

  /** Where the vote is, beside its buttons. The box is held: what the session says meanwhile does not undo it. */
  say(what) {
    const form = formOf(this.name);
    if (!form) return;
    const box = boxOf(form);
    if (votes.has(this.name)) box.dataset.held = what;
    for (const button of form.querySelectorAll("button")) {
      button.classList.toggle("copil-choice--sending", votes.has(this.name) && button.value === this.said.fields.choice);
    }
    const line = box.querySelector("[data-said]");
    line.className = `voter-said voter-said--${what === "sending" ? "sending" : "out"}`;
    line.textContent = form.dataset[what].replace("{choice}", this.said.label);
  }
}

const boxOf = (form) => form.closest(".copil-box, .voter-box");

/** What the site answers, above what follows the session; a refusal is read first. */
function tell(answer) {
  document.getElementById("answer").replaceWith(answer);
  answer.querySelector("[data-focus-first]")?.focus();
}

/** The sentence of a page that says why not, as this page says it. */
function explained(sentence) {
  const answer = document.createElement("div");
  answer.id = "answer";
  const alert = answer.appendChild(document.createElement("div"));
  alert.className = "fr-alert fr-alert--error fr-alert--sm jalon-message";
  alert.setAttribute("role", "alert");
  alert.tabIndex = -1;
  alert.dataset.focusFirst = "";
  alert.appendChild(document.createElement("p")).textContent = sentence;
  return answer;
}

function release(form) {
  if (!form) return;
  delete boxOf(form).dataset.held;
  for (const button of form.querySelectorAll("button")) button.classList.remove("copil-choice--sending");
}

/** The site's answer: its status (0: none came) and its page, once redirections are followed. */
async function send({ to, fields }) {
  try {
    const answer = await fetch(to, {
      method: "POST",
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const expected = [location.pathname, new URL(to).pathname];
    if (!expected.includes(new URL(answer.url).pathname)) return { status: answer.status, signedOut: true };
    return { status: answer.status, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  } catch {
    return { status: 0 };
  }
}

// -- kept in this tab, should the page be loaded again meanwhile -----------------------------------
function keep(name, said) {
  try {
    sessionStorage.setItem(`${prefix}/${name}`, JSON.stringify(said));
  } catch {
    // a browser that keeps nothing still has it in the page
  }
}

function forget(name) {
  try {
    sessionStorage.removeItem(`${prefix}/${name}`);
  } catch {
    // nothing was kept
  }
}

function leftBehind() {
  try {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(`${prefix}/`));
    return keys.map((key) => [key.slice(prefix.length + 1), JSON.parse(sessionStorage.getItem(key))]);
  } catch {
    return [];
  }
}

function cast(name, said) {
  const known = votes.get(name);
  if (known) return known.replace(said);
  const sending = new Sending(name, said);
  votes.set(name, sending);
  sending.begin(said);
}

// Before the page's other listeners: what is sent here is not sent by the browser too.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest("[data-vote]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const { value, textContent } = event.submitter;
    const fields = Object.fromEntries(new FormData(form));
    Object.assign(fields, { choice: value, key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });
    cast(form.dataset.vote, { to: form.action, fields, label: textContent.trim().toLowerCase() });
  },
  true,
);

addEventListener("online", () => votes.forEach((sending) => sending.run()));
for (const [name, said] of leftBehind()) {
  // The token of the page that is shown now: signing in has changed it.
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  cast(name, { ...said, fields: { ...said.fields, ...(token && { csrfmiddlewaretoken: token }) } });
}
