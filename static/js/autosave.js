// Saves what is typed (a section of the form, a review) a second after typing stops. Whatever the site answers, and
// when it answers nothing, what was typed stays in the page and in the browser until the site has it. Without this
// script the form has its buttons.

import { csrfToken, forget, keep, leftBehind, ownKey, recognised, send } from "./unsent.js";

const PAUSE = 1000; // milliseconds without typing
const RETRIES = [3, 10, 30, 60]; // seconds
const AGAIN = new Set(["offline", "failed", "signedOut", "forbidden"]);

const status = document.querySelector("[data-autosave-status]");
const line = status.querySelector("[data-line]");
const problemList = status.querySelector("[data-problems]");

const AS_FILLED = { checked: (one) => one.checked, value: (one) => one.value };
// As the site sent them, where one typed before this script was there; elsewhere they are as they are.
const early = (one) => window.typedBefore.has(one.name);
const sent = (options) => [...options].find((one) => one.defaultSelected) ?? options[0];
const AS_SENT = {
  checked: (one) => (early(one) ? one.defaultChecked : one.checked),
  value: (one) => (!early(one) ? one.value : one.options ? sent(one.options).value : one.defaultValue),
};

/** Whether two lists of [name, value] say the same: an empty row more or less says nothing. */
function same(one, other) {
  const said = (list) => list && JSON.stringify(list.filter(([, value]) => value !== ""));
  return said(one) === said(other);
}

// A page of several sections saves each as it is typed: their buttons are for who has no script.
for (const button of document.querySelectorAll("[data-without-autosave]")) button.hidden = true;
let spoken = "";
/** Says it once: a screen reader does not hear again what has not changed. Whether it was new. */
function say(text, tone = "") {
  if (text === spoken) return false;
  line.textContent = spoken = text;
  status.dataset.tone = tone;
  return true;
}

class Sheet {
  constructor(element) {
    this.element = element;
    this.form = element.closest("form");
    // A browser that goes back would fill it as it was left, over what the site may have newer.
    this.form.autocomplete = "off";
    this.url = element.dataset.autosave;
    this.revision = element.querySelector("[data-revision]");
    this.panel = element.querySelector("[data-panel]");
    this.key = ownKey(this.url);
    this.saved = "kept" in element.dataset ? this.typed(AS_SENT) : null; // null: the text one started from is not known
    this.sending = null; // sent, not answered yet
    this.choice = null; // between two texts, not answered yet
    this.moved = "moved" in element.dataset ? this.revision.value : null;
    this.problems = [];
    this.failures = 0;
    element.addEventListener("input", () => this.changed());
    element.addEventListener("change", () => this.changed());
  }

  /** The controls as they are filled, in a list of [name, value]. */
  typed({ checked, value } = AS_FILLED) {
    const controls = [...this.element.querySelectorAll("input[name], select[name], textarea[name]")];
    return controls
      .filter((one) => one.type !== "hidden" && !one.name.startsWith("choose-"))
      .filter((one) => !["radio", "checkbox"].includes(one.type) || checked(one))
      .map((one) => [one.name, value(one)]);
  }

  get dirty() {
    return this.sending !== null || !same(this.typed(), this.saved);
  }

  changed() {
    if (!this.dirty) return;
    this.keep();
    if (this.moved === null) this.later(PAUSE);
  }

  keep() {
    const kept = keep(this.key, {
      url: this.url,
      title: this.element.dataset.title,
      revision: this.sending?.revision ?? this.revision.value,
      sending: this.sending,
      base: this.saved,
      latest: this.typed(),
    });
    this.unsafe = !kept;
    if (!kept) say(status.dataset.noStorage, "error");
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  /** Sends until the site has everything; answers the last kind of answer. One request at a time. */
  flush() {
    this.flight ??= this.run().finally(() => {
      this.flight = null;
    });
    return this.flight;
  }

  async run() {
    clearTimeout(this.timer);
    if (this.choice) return this.settle();
    while (this.moved === null && this.dirty) {
      // The same request again until it is answered: the site may have it already.
      this.sending ??= { entries: this.typed(), base: this.saved, revision: this.revision.value };
      this.keep();
      const answer = await send(this.url, this.sending);
      if (answer.kind !== "saved") return this.refused(answer);
      this.take(answer);
    }
    return this.moved === null ? "saved" : "moved";
  }

  take(answer) {
    recognised();
    this.failures = 0;
    this.saved = this.sending.entries;
    this.sending = null;
    this.revision.value = answer.revision;
    this.problems = answer.problems;
    this.replace(answer);
    if (this.problems.length || this.dirty) this.keep();
    else this.settled();
    tell(answer.hour);
  }

  settled() {
    forget(this.key);
    this.unsafe = false;
  }

  /** Puts what another person wrote in the form, and what a save changes around it. */
  replace(answer) {
    const focused = document.activeElement?.id;
    for (const [name, html] of Object.entries(answer.taken)) {
      const part = () => this.element.querySelector(`[data-part="${name}"]`);
      const fields = () => [...part().querySelectorAll("[name]")].map((one) => one.name);
      const names = new Set(fields());
      part().outerHTML = html;
      fields().forEach((one) => names.add(one)); // a table may have more rows now
      this.saved = [...this.saved.filter(([one]) => !names.has(one)), ...this.typed().filter(([one]) => names.has(one))];
    }
    if (answer.note) this.panel.innerHTML = answer.note;
    // In the order of the page again, to be compared with what is typed.
    const order = this.typed().map(([name]) => name);
    if (answer.note) this.saved.sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
    for (const [id, html] of Object.entries(answer.around)) {
      const place = document.getElementById(id);
      if (place) place.innerHTML = html;
    }
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  }

  refused(answer) {
    if (answer.kind === "moved") {
      this.sending = this.choice = null;
      this.moved = answer.revision;
      this.panel.innerHTML = answer.panel;
      say(status.dataset.moved, "error");
    } else {
      if (!AGAIN.has(answer.kind)) this.sending = this.choice = null;
      explain(answer);
    }
    this.keep();
    if (AGAIN.has(answer.kind)) {
      this.later(1000 * RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
      this.failures += 1;
    }
    return answer.kind;
  }

  /** Takes the choice between two texts, as the panel's buttons say it. */
  choose(submitter) {
    this.choice = [...this.panel.querySelectorAll("input:checked")].map((one) => [one.name, one.value]);
    if (submitter?.name === "choose") this.choice.push(["choose", submitter.value]);
    return this.flush();
  }

  /** Sends that choice; the page is then shown afresh. */
  async settle() {
    const answer = await send(this.url, { entries: this.typed(), base: null, revision: this.moved }, this.choice);
    if (answer.kind !== "saved") return this.refused(answer);
    this.settled();
    location.replace(this.url);
    return "settled";
  }
}

const sheets = [...document.querySelectorAll("[data-autosave]")].map((element) => new Sheet(element));

/** The hour of the last save, and what it could not keep. */
function tell(hour) {
  const problems = sheets.flatMap((sheet) => sheet.problems);
  say((problems.length ? status.dataset.partly : status.dataset.saved).replace("{hour}", hour), problems.length ? "error" : "");
  problemList.hidden = problems.length === 0;
  problemList.replaceChildren(
    ...problems.map((problem) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${problem.anchor}`;
      link.textContent = `${problem.label} – ${problem.sentence}`;
      item.append(link);
      return item;
    }),
  );
}

function explain(answer) {
  const news = say(answer.sentence ?? status.dataset[answer.kind], "error");
  if (!news || answer.kind !== "signedOut") return;
  const link = document.createElement("a");
  link.href = status.dataset.signInUrl;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = status.dataset.signIn;
  line.append(" ", link);
}

const retry = () => sheets.filter((sheet) => sheet.dirty).forEach((sheet) => sheet.flush());
addEventListener("online", retry);
addEventListener("focus", retry);
document.addEventListener("visibilitychange", retry);
addEventListener("beforeunload", (event) => {
  if (sheets.some((sheet) => sheet.unsafe && sheet.dirty)) event.preventDefault();
});

// A button of the form: what is typed is saved first, so that no answer to the button can lose it.
for (const form of new Set(sheets.map((sheet) => sheet.form))) {
  const own = sheets.filter((sheet) => sheet.form === form);
  let passing = false;
  form.addEventListener("submit", (event) => {
    if (passing) return;
    event.preventDefault();
    leave(event.submitter);
  });
  const leave = async (submitter) => {
    const waiting = own.find((sheet) => sheet.moved !== null);
    if (waiting) {
      await waiting.choose(submitter);
      return;
    }
    const kinds = await Promise.all(own.map((sheet) => sheet.flush()));
    if (kinds.some((kind) => kind !== "saved")) return; // said already; nothing is sent into the void
    // With nothing to save this is still within the press, when browsers drop a second submission without a word.
    await new Promise((next) => setTimeout(next));
    passing = true;
    form.elements.csrfmiddlewaretoken.value = csrfToken(); // it changes when one signs in again
    form.requestSubmit(submitter);
    passing = false;
  };
}

// What was typed before this script was there waits for no answer to what follows.
for (const sheet of sheets) if (sheet.moved === null && sheet.saved !== null) sheet.changed();

// What an earlier page could not send: offered back, or quietly taken over when this page shows that very text.
await leftBehind(async (key, entry) => {
  const sheet = sheets.find((one) => one.url === entry.url);
  if (!sheet) return;
  if (same(entry.latest, sheet.typed())) {
    sheet.saved ??= entry.base;
    forget(key);
  } else {
    await offer(key, entry, sheet);
  }
}, 4000);
for (const sheet of sheets) if (sheet.moved === null) sheet.changed();

function offer(key, entry, sheet) {
  const found = document.querySelector("template[data-found]").content.cloneNode(true).firstElementChild;
  const when = new Date(entry.at);
  found.querySelector("[data-when]").textContent = when.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  sheet.element.before(found);
  return new Promise((done) => {
    found.querySelector("[data-drop]").addEventListener("click", () => {
      forget(key);
      found.remove();
      done();
    });
    found.querySelector("[data-restore]").addEventListener("click", () => restore(key, entry, sheet));
  });
}

/** Asks the site for the page with that text in it: a table may have more rows than this page shows. */
async function restore(key, entry, sheet) {
  if (entry.sending) {
    // Perhaps it had arrived and its answer was lost: then it is not another person's text.
    const answer = await send(entry.url, entry.sending);
    if (answer.kind === "saved") {
      keep(key, { ...entry, sending: null, base: entry.sending.entries, revision: answer.revision });
      entry.revision = answer.revision;
    }
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = entry.url;
  const fields = [...entry.latest, ["restore", "1"], ["revision", entry.revision], ["csrfmiddlewaretoken", csrfToken()]];
  for (const [name, value] of fields) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.hidden = true;
  document.body.append(form);
  form.submit();
}
