// Ticks the whole page at once, and says how many lines are ticked. The form works without it.
"use strict";

const bulk = document.querySelector("[data-bulk]");
const boxes = () => [...document.querySelectorAll("input[name=pick]")];

if (bulk) {
  const said = bulk.querySelector("[data-bulk-count]");
  const whole = bulk.querySelector("[data-bulk-all]");
  const tick = whole.querySelector("input");
  said.hidden = whole.hidden = false;

  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    const { none, one, many } = said.dataset;
    const words = ticked === 0 ? none : ticked === 1 ? one : many.replace("{n}", ticked);
    if (said.textContent !== words) said.textContent = words;
    tick.checked = ticked > 0 && ticked === boxes().length;
  };
  tick.addEventListener("change", () => {
    for (const box of boxes()) box.checked = tick.checked;
    count();
  });
  document.addEventListener("change", (event) => event.target.name === "pick" && count());
  // The browser's "back" may have kept the ticks.
  addEventListener("pageshow", count);
}
