// Before the first paint: the reader's colour scheme, and a design system that keeps the console silent.
"use strict";
window.dsfr = { production: true };
document.documentElement.dataset.frTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
