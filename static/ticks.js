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

// Ticks outlive the page of the list: kept for this search, in this tab, until something is done with them.
const tickedElsewhere = document.querySelector("#bulk .ticked-elsewhere");
if (tickedElsewhere) keepTicks(tickedElsewhere.closest("form"), tickedElsewhere);

function keepTicks(form, line) {
  const key = `ticked ${form.elements.q.value}`;
  const here = [...form.querySelectorAll(".item input[type=checkbox]")];
  const elsewhere = new Set(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  let isDone = false;
  for (const box of here) {
    if (elsewhere.delete(box.value)) box.checked = true;
  }
  const show = () => {
    const fields = [...elsewhere].map((id) => Object.assign(document.createElement("input"), { type: "hidden", name: "letter_ids", value: id }));
    line.querySelector("span").replaceChildren(`${elsewhere.size} ticked on other pages `, ...fields);
    line.hidden = !elsewhere.size;
  };
  line.querySelector("button").addEventListener("click", () => { elsewhere.clear(); show(); });
  document.addEventListener("submit", (event) => {
    const isMoved = event.target.getAttribute("action")?.endsWith("/move");
    const open = form.querySelector(".item.open input");
    if (event.target === form) isDone = true;
    else if (isMoved && open) open.checked = false;
  });
  addEventListener("pagehide", () => {
    const ids = [...elsewhere, ...here.filter((box) => box.checked).map((box) => box.value)];
    sessionStorage.setItem(key, JSON.stringify(isDone ? [] : ids));
  });
  show();
}
