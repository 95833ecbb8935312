// Joining files: many at once, dropped in or chosen, each with its own progress. Without it, the form does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-uploads]");
  const input = form.querySelector("input[type=file]");
  const list = document.querySelector("[data-uploads-list]");
  const said = document.querySelector("[data-uploads-said]");
  const words = form.dataset;
  const waiting = [];
  let sending = false;

  form.querySelector("[data-without-script]").hidden = true;
  form.querySelector(".jalon-drop__word").hidden = false;

  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });

  // A file dropped beside the mark must not take the page's place.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  let over = 0;
  addEventListener("dragenter", (event) => mark(event, 1));
  addEventListener("dragleave", (event) => mark(event, -1));
  addEventListener("drop", (event) => {
    over = 0;
    form.classList.remove("jalon-drop--over");
    if (event.dataTransfer) add(event.dataTransfer.files);
  });
  function mark(event, step) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    over += step;
    form.classList.toggle("jalon-drop--over", over > 0);
  }

  function add(files) {
    for (const file of files) queue(file, draw(file));
    next();
  }

  function queue(file, line) {
    if (file.size > Number(words.max)) return refuse(line, words.tooHeavy);
    waiting.push({ file, line });
  }

  // One after the other: the first ones are safe while the last ones travel.
  function next() {
    if (sending || !waiting.length) return;
    const { file, line } = waiting.shift();
    sending = true;
    send(file, line, () => {
      sending = false;
      next();
    });
  }

  function send(file, line, done) {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("quiet", "1");
    body.append("files", file, file.name);
    line.progress.hidden = false;
    line.cancel.onclick = () => request.abort();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) line.progress.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => received(request, line));
    request.addEventListener("error", () => interrupted(file, line));
    request.addEventListener("abort", () => line.item.remove());
    request.addEventListener("loadend", () => {
      list.hidden = !list.children.length;
      done();
    });
    request.open("POST", form.action);
    request.send(body);
  }

  function received(request, line) {
    if (request.responseURL && request.responseURL !== form.action) return refuse(line, words.signedOut);
    if (request.status === 200) {
      replaceList(request.responseText);
      announce(line.name, words.joined);
      line.item.remove();
    } else {
      const plain = (request.getResponseHeader("Content-Type") || "").startsWith("text/plain");
      refuse(line, plain ? request.responseText : words.failed);
    }
  }

  function replaceList(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("files");
    document.getElementById("files").replaceWith(fresh);
    document.querySelector(".jalon-tabs [aria-current] .jalon-tabs__state").textContent = fresh.dataset.note;
    globalThis.htmx?.process(fresh);
  }

  function interrupted(file, line) {
    refuse(line, words.cut);
    const again = button(words.again);
    again.addEventListener("click", () => {
      const fresh = draw(file);
      line.item.replaceWith(fresh.item);
      queue(file, fresh);
      next();
      fresh.cancel.focus();
    });
    line.side.append(again);
  }

  function refuse(line, sentence) {
    line.progress.remove();
    line.cancel.remove();
    line.note.className = "fr-message fr-message--error";
    // The line shows the name already: the sentence is what follows it.
    const [quote, ...rest] = sentence.split(line.name);
    line.note.textContent = quote.length > 2 || !rest.length ? sentence : rest.join(line.name).replace(/^[\s»”:]+/u, "");
    announce(line.name, sentence);
  }

  function announce(name, sentence) {
    said.textContent = sentence.includes(name) ? sentence : `${name} : ${sentence}`;
  }

  function draw(file) {
    const item = element("li", "jalon-item jalon-file");
    const main = element("div", "jalon-item__main");
    const side = element("div", "jalon-item__side");
    const name = element("p", "jalon-file__name");
    const label = element("bdi");
    label.textContent = file.name;
    name.append(label);
    const note = element("p", "jalon-muted");
    note.textContent = words.sending;
    const progress = element("progress", "jalon-progress");
    progress.max = 1;
    progress.value = 0;
    progress.setAttribute("aria-label", file.name);
    const cancel = button(words.cancel);
    cancel.addEventListener("click", () => {
      const place = waiting.findIndex((one) => one.line.item === item);
      if (place >= 0) waiting.splice(place, 1);
      item.remove();
      list.hidden = !list.children.length;
    });
    main.append(name, note, progress);
    side.append(cancel);
    item.append(main, side);
    list.append(item);
    list.hidden = false;
    return { item, side, note, progress, cancel, name: file.name };
  }

  function button(text) {
    const made = element("button", "fr-btn fr-btn--tertiary fr-btn--sm");
    made.type = "button";
    made.textContent = text;
    return made;
  }

  function element(tag, className = "") {
    const made = document.createElement(tag);
    made.className = className;
    return made;
  }
})();
