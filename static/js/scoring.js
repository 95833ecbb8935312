// Says beside each criterion what it still wants, and how long each text is, while one chooses and types. Which scores
// are to be explained is written on them by the site, which alone judges: here it is only told at once.

const form = document.querySelector("form[data-sheet]");
const max = Number(form.dataset.max);
const shown = new Intl.NumberFormat(document.documentElement.lang);

/** Writes only what is new: a live region speaks when it changes. */
function tell(line, words, tone) {
  if (line.textContent !== words) line.textContent = words;
  if (line.dataset.tone !== tone) line.dataset.tone = tone;
}

function judge(scale) {
  const chosen = scale.querySelector("input:checked");
  const text = scale.querySelector("textarea");
  const explained = Boolean(chosen && "explained" in chosen.dataset);
  const written = text.value.trim() !== "";
  const wants = !chosen ? "score" : explained && !written ? "words" : written ? "done" : "free";
  text.setAttribute("aria-required", String(explained));
  tell(scale.querySelector("[data-wants]"), form.dataset[wants], wants);
}

function count(text) {
  const group = text.closest("[data-part]");
  let line = group.querySelector("[data-count]");
  if (!line) {
    line = document.createElement("p");
    line.className = "scoring-count";
    line.dataset.count = "";
    group.append(line);
  }
  const length = text.value.trim().length;
  const over = length > max;
  const words = (over ? form.dataset.over : form.dataset.counted)
    .replace("{count}", shown.format(length))
    .replace("{over}", shown.format(length - max))
    .replace("{max}", shown.format(max));
  tell(line, words, over ? "over" : "");
}

function look() {
  form.querySelectorAll("[data-scale]").forEach(judge);
  form.querySelectorAll("[data-part] textarea").forEach(count);
}

form.addEventListener("input", look);
form.addEventListener("change", look);
new MutationObserver(look).observe(form, { childList: true, subtree: true }); // what another page wrote is put in the form
look();
