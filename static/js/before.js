// Before the first paint: the reader's colour scheme, and a design system that keeps the console silent.
"use strict";
window.dsfr = { production: true };
document.documentElement.dataset.frTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

// On a slow line one types before the scripts are there: they are told of it, see autosave.js.
window.typedBefore = new Set();
addEventListener("input", (event) => window.typedBefore.add(event.target.name), { capture: true, passive: true });

// The design system asks for every frame of the screen as long as a page is open, though nothing moves: a twelfth of a
// core, and a phone's battery. It has them all for half a second after whatever may set it going (a screen reader only
// says "click"), and two a second otherwise.
{
  const nextFrame = window.requestAnimationFrame.bind(window);
  const waiting = [];
  let last = performance.now();
  const draw = () => waiting.splice(0).forEach((each) => nextFrame(each));
  const wake = () => {
    last = performance.now();
    draw();
  };
  const gestures = ["click", "pointerdown", "pointerup", "keydown", "focusin", "scroll", "resize"];
  const moments = ["DOMContentLoaded", "pageshow", "visibilitychange", "hashchange"];
  for (const name of [...gestures, ...moments]) addEventListener(name, wake, { capture: true, passive: true });
  window.requestAnimationFrame = (each) => (performance.now() - last < 500 ? nextFrame(each) : waiting.push(each) && 0);
  setInterval(draw, 500);
}
