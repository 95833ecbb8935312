// On every page of someone who signed in: sends what an earlier page could not, and leaves nothing behind at sign-out.

import { forget, forgetEverything, leftBehind, send, unsaved } from "./unsent.js";

const own = [...document.querySelectorAll("[data-autosave], [data-draft]")];
const here = new Set(own.map((element) => element.dataset.autosave ?? element.dataset.draft));

/** Another page's text goes to the site by itself; when it cannot, its own page will ask what to do with it. */
async function sendLeftBehind() {
  await leftBehind(async (key, entry) => {
    if (here.has(entry.url) || entry.draft) return; // a draft is sent by its author alone
    let { base, revision } = entry;
    if (entry.sending) {
      const first = await send(entry.url, entry.sending);
      if (first.kind !== "saved") return;
      [base, revision] = [entry.sending.entries, first.revision];
    }
    const answer = await send(entry.url, { entries: entry.latest, base, revision });
    if (answer.kind === "saved" && answer.problems.length === 0) forget(key);
  });
  notice();
}

/** Says where a text waits, with the way to it. */
function notice() {
  const template = document.querySelector("template[data-unsent]");
  const waiting = unsaved().filter((entry) => !here.has(entry.url));
  document.querySelector("[data-unsent-notice]")?.remove();
  if (!template || !waiting.length) return;
  const found = template.content.cloneNode(true).firstElementChild;
  for (const [url, title] of new Map(waiting.map((entry) => [entry.url, entry.title]))) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    item.append(link);
    found.querySelector("ul").append(item);
  }
  document.querySelector("#content > *")?.prepend(found);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-sign-out]")) return;
  const button = event.submitter;
  if (unsaved().length && button && !button.dataset.confirmed) {
    event.preventDefault();
    button.dataset.confirm = form.dataset.signOut;
    button.click(); // asks, see jalon.js
    delete button.dataset.confirm;
    return;
  }
  forgetEverything();
}, true);

addEventListener("online", sendLeftBehind);
await sendLeftBehind();
