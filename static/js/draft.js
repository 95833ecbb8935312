// A text being written that is sent by a button: kept in the browser until the page shows that it has arrived.
// The key goes with the text: what was sent, and whose answer was lost, is recognised and not sent again.

import { forget, keep, leftBehind, ownKey } from "./unsent.js";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const url = form.dataset.draft;
  const own = ownKey(url);
  const text = form.querySelector("textarea");
  const written = () => [...form.querySelectorAll("textarea[name], select[name], input[name=key]")];

  const note = () => {
    if (!text.value.trim()) return forget(own);
    keep(own, { draft: true, url, title: form.dataset.title, fields: written().map((one) => [one.name, one.value]) });
  };

  const take = (fields) => {
    for (const [name, value] of fields) {
      const field = written().find((one) => one.name === name);
      if (field) field.value = value;
    }
    form.querySelector("[data-draft-said]").textContent = form.dataset.found;
    note();
  };

  const arrived = ({ fields }) => {
    const key = fields.find(([name]) => name === "key")?.[1];
    return key && document.querySelector(`[data-message="${CSS.escape(key)}"]`);
  };

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  await leftBehind((key, entry) => {
    if (!entry.draft || entry.url !== url) return;
    const words = entry.fields.find(([name]) => name === text.name)?.[1] ?? "";
    if (arrived(entry) || words === text.value) forget(key);
    else if (!text.value) {
      forget(key);
      take(entry.fields);
    }
  });
  note();
}
