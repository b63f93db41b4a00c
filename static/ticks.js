// Ticking a run: with Shift, a click (or the key X) ticks all from the last tick to here.
"use strict";

let lastTicked = null;

function tickRun(boxes, from, to) {
  const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  for (const box of boxes.slice(first, last + 1)) box.checked = to.checked;
}

document.addEventListener("click", (event) => {
  const boxes = [...document.querySelectorAll(".item input[type=checkbox], .pick input")];
  if (!boxes.includes(event.target)) return;
  if (event.shiftKey && lastTicked) tickRun(boxes, lastTicked, event.target);
  lastTicked = event.target;
});
