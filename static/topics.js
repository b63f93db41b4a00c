// One topic dragged onto another: look at both, then merge. The ticks do the same.
"use strict";

let dragged = null;

for (const row of document.querySelectorAll(".topic-table .item")) {
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "link";
  });
  row.addEventListener("dragover", (event) => {
    if (!dragged || dragged === row) return;
    event.preventDefault();
    row.classList.add("onto");
  });
  row.addEventListener("dragleave", () => row.classList.remove("onto"));
  row.addEventListener("dragend", () => { dragged = null; });
  row.addEventListener("drop", (event) => {
    event.preventDefault();
    location.href = `${dragged.dataset.merge}?into=${row.dataset.id}`;
  });
}
