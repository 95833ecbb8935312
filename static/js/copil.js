// Follows a session: an answer "not modified" leaves the page as it is, focus and all.
"use strict";

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 304) event.detail.shouldSwap = false;
});
