// Proposes colleagues once « @ » is typed in a note. Typing the name whole does the same; without this script too.
// The text field keeps the focus: the list is told to assistive technologies by aria-activedescendant and a status line.
"use strict";

for (const form of document.querySelectorAll("form[data-mentions]")) propose(form);

function propose(form) {
  const field = form.querySelector("textarea");
  const names = [...form.querySelectorAll("[data-mentions-people] li")].map((item) => item.textContent);
  if (!names.length) return;
  const list = document.createElement("ul");
  list.className = "jalon-proposals";
  list.id = `${field.id}_proposals`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.mentionsLabel);
  const status = document.createElement("p");
  status.className = "fr-sr-only";
  status.setAttribute("role", "status");
  field.after(list, status);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("autocomplete", "off");
  let chosen = 0;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  /** What is typed after the @ before the caret; null when there is none. */
  function typed() {
    if (field.selectionStart !== field.selectionEnd) return null;
    const before = field.value.slice(0, field.selectionStart);
    return before.match(/(?:^|[^\p{L}\p{N}_.@])@([^@\n]{0,40})$/u)?.[1] ?? null;
  }

  function fits(name, words) {
    const whole = plain(name);
    return whole.startsWith(words) || whole.split(/[\s-]+/).some((part) => part.startsWith(words));
  }

  function look() {
    const words = typed();
    const found = words === null ? [] : names.filter((name) => fits(name, plain(words))).slice(0, 8);
    if (!found.length || (found.length === 1 && plain(found[0]) === plain(words))) return close();
    chosen = 0;
    list.replaceChildren(...found.map(option));
    list.hidden = false;
    field.setAttribute("aria-controls", list.id);
    const { mentionsOne, mentionsMany } = form.dataset;
    status.textContent = found.length === 1 ? mentionsOne : mentionsMany.replace("{n}", found.length);
    show();
  }

  function option(name, number) {
    const item = document.createElement("li");
    item.id = `${list.id}_${number}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    item.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      insert(name);
    });
    return item;
  }

  function show() {
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    status.textContent = "";
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  function insert(name) {
    const end = field.selectionStart;
    field.setRangeText(`${name} `, end - typed().length, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  field.addEventListener("input", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") chosen = (chosen + 1) % count;
    else if (event.key === "ArrowUp") chosen = (chosen + count - 1) % count;
    else if (event.key === "Enter" || event.key === "Tab") insert(list.children[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    if (!list.hidden) show();
  });
}
