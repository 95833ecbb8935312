// What the pages do beyond plain HTML. Every page works without it.
"use strict";

// One gesture, one request: a form already on its way is not sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  // An answer that is a file leaves the page in place: let the person send again after a while.
  setTimeout(() => release(form), 8000);
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
}

// The browser's "back" brings the page as it was left, sent forms included.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// data-confirm on a submit button asks first; the dialog's own words are the button's.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || button.dataset.confirmed) return;
  event.preventDefault();
  ask(button);
});

function ask(button) {
  const dialog = document.createElement("dialog");
  dialog.className = "jalon-dialog";
  const question = document.createElement("p");
  question.id = "confirm-question";
  question.textContent = button.dataset.confirm;
  dialog.setAttribute("aria-labelledby", question.id);
  const buttons = document.createElement("div");
  buttons.className = "fr-btns-group fr-btns-group--inline";
  const yes = makeButton("fr-btn", button.textContent.trim());
  const no = makeButton("fr-btn fr-btn--secondary", document.body.dataset.cancel);
  buttons.append(no, yes);
  dialog.append(question, buttons);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    button.dataset.confirmed = "yes";
    button.click();
    delete button.dataset.confirmed;
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
  });
  dialog.showModal();
}

function makeButton(className, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = text;
  return button;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// On paper nothing can be unfolded: the content's folds open for the print, then close as they were.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")].filter((fold) => !fold.querySelector("form"));
  for (const fold of unfolded) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of unfolded) fold.open = false;
  unfolded = [];
});

// After a refused form, the reader starts at the list of what is to be mended.
document.querySelector("[data-focus-first]")?.focus();
