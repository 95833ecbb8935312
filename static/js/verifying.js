// Verifying a document by its file: hashed here, never sent. Without it, or without WebCrypto, the hash is typed.
"use strict";

for (const form of document.querySelectorAll("form[data-verifies]")) {
  if (!globalThis.crypto?.subtle) continue; // a page that did not come by https has no WebCrypto
  const zone = form.querySelector("[data-drop]");
  const said = form.querySelector("[data-said]");
  const input = zone.querySelector("input[type=file]");
  const words = form.dataset;
  zone.hidden = false;

  input.addEventListener("change", () => verify(input.files));

  // A file dropped beside the mark must not take the page's place.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  let over = 0;
  addEventListener("dragenter", (event) => mark(event, 1));
  addEventListener("dragleave", (event) => mark(event, -1));
  addEventListener("drop", (event) => {
    over = 0;
    zone.classList.remove("jalon-drop--over");
    if (event.dataTransfer?.files.length) verify(event.dataTransfer.files);
  });
  function mark(event, step) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    over += step;
    zone.classList.toggle("jalon-drop--over", over > 0);
  }

  async function verify(files) {
    if (!files.length) return;
    if (files.length > 1) return refuse(words.several);
    if (files[0].size > Number(words.max)) return refuse(words.tooHeavy);
    say(words.reading);
    let hash;
    try {
      hash = await crypto.subtle.digest("SHA-256", await files[0].arrayBuffer());
    } catch {
      return refuse(words.unreadable);
    }
    form.elements.sha256.value = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    form.submit();
  }

  function say(sentence) {
    said.className = "decisions-file__said";
    said.textContent = sentence;
  }

  function refuse(sentence) {
    said.className = "decisions-file__said fr-message fr-message--error";
    said.textContent = sentence;
    input.value = "";
  }
}
