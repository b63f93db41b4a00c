// The palette over any page: Ctrl+K, type, Enter. Without this it is the page /go.
"use strict";

const palette = document.getElementById("palette");
const asked = palette.querySelector("input");
const offered = palette.querySelector(".offered");
let latest = 0;

function links() {
  return [...offered.querySelectorAll("a")];
}

function nameOf(element) {
  const text = [...element.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent);
  return text.join(" ").replace(/\s+/g, " ").trim();
}

// What a key does on this page can be found by its name, too.
function keysHere(words) {
  const found = [...document.querySelectorAll("[data-key]:not([data-go])")].filter((element) => {
    const name = nameOf(element).toLowerCase();
    return name && !palette.contains(element) && words.every((word) => name.includes(word));
  });
  return words.length ? found.slice(0, 4) : [];
}

function offerKeys(words) {
  const list = offered.querySelector("ul");
  for (const element of keysHere(words).reverse()) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "#";
    link.append(nameOf(element), element.querySelector("kbd")?.cloneNode(true) ?? "");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      palette.close();
      press(element);
    });
    item.append(link);
    list.prepend(item);
  }
}

async function offer() {
  const turn = ++latest;
  const query = new URLSearchParams({ part: "1", q: asked.value });
  const answer = await fetch(`${palette.dataset.source}?${query}`);
  if (!answer.ok || turn !== latest) return;
  offered.innerHTML = await answer.text();
  offerKeys(asked.value.toLowerCase().split(/\s+/).filter(Boolean));
  links()[0]?.classList.add("chosen");
}

function step(by) {
  const all = links();
  const at = all.findIndex((link) => link.classList.contains("chosen"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return;
  all[at]?.classList.remove("chosen");
  next.classList.add("chosen");
  next.scrollIntoView({ block: "nearest" });
}

function openPalette() {
  asked.value = "";
  palette.showModal();
  asked.focus();
  offer();
}

asked.addEventListener("input", offer);
palette.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (steps[event.key]) step(steps[event.key]);
  else if (event.key === "Enter") offered.querySelector("a.chosen")?.click();
  else return;
  event.preventDefault();
});
palette.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});
