// Keys and small comforts over plain links and forms: every page works without this.
"use strict";

const KEYS_OFF = "postbag-keys-off";
const STAY = "postbag-stay";
const places = {};
for (const link of document.querySelectorAll("[data-go]")) {
  places[link.dataset.go.split(" ")[1]] = link.href;
}
let pending = "";

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

// The element that a key presses is the one that shows the key on its face.
function pressed(key) {
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.dataset.key.split(" ").includes(key)) return element;
  }
  return null;
}

function press(element) {
  if (element.matches("input, textarea")) {
    element.focus();
    if (element.select) element.select();
  } else {
    element.click();
    if (element.matches("summary")) {
      element.parentElement.querySelector("button, input:not([type=hidden]), select, textarea, a")?.focus();
    }
  }
}

function items() {
  return [...document.querySelectorAll(".letters .item, .topic-table .item")];
}

function chosen() {
  return document.querySelector(".item.chosen") ?? document.querySelector(".item.open");
}

function choose(step) {
  const all = items();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  chosen()?.classList.remove("chosen");
  next.classList.add("chosen");
  next.scrollIntoView({ block: "nearest" });
  if (document.querySelector(".inbox.reading") && window.innerWidth >= 900) openItem(next);
}

function openItem(item) {
  item?.querySelector("a").click();
}

// Triage works from the list: the key is pressed on the chosen letter once it is open.
function pressOnChosen(key) {
  const item = chosen();
  if (!item || item.classList.contains("open")) return false;
  sessionStorage.setItem("postbag-press", key);
  openItem(item);
  return true;
}

const listKeys = {
  j: () => choose(1), ArrowDown: () => choose(1),
  k: () => choose(-1), ArrowUp: () => choose(-1),
  o: () => openItem(chosen()), Enter: () => openItem(chosen()),
  x: () => chosen()?.querySelector("input[type=checkbox]").click(),
  X: () => chosen()?.querySelector("input[type=checkbox]")
    .dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true })),
};

function onKey(event) {
  if (event.key === "Escape") {
    escape(event.target);
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey) {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (localStorage.getItem(KEYS_OFF)) return;
  const isOnControl = event.target.closest("a, button, summary") !== null;
  if (event.key === "Enter" && isOnControl) return;
  if (pending === "g" && places[event.key]) { location.href = places[event.key]; return; }
  pending = event.key === "g" ? "g" : "";
  const handled = handle(event.key);
  if (handled) event.preventDefault();
}

// Out of what is open: a menu, a field, and at last the letter.
function escape(target) {
  const open = document.querySelectorAll("details.menu[open]");
  open.forEach((menu) => { menu.open = false; });
  if (isTyping(target)) target.blur();
  else if (!open.length && !localStorage.getItem(KEYS_OFF)) pressed("u")?.click();
}

function handle(key) {
  const hasList = items().length > 0;
  if (hasList && listKeys[key]) { listKeys[key](); return true; }
  const isInbox = document.querySelector(".letters .item") !== null;
  if (isInbox && "erwnhbaitlv".includes(key) && key.length === 1 && pressOnChosen(key)) return true;
  const element = pressed(key);
  if (element) press(element);
  return element !== null;
}

// One menu at a time, closed by a click beside it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", onKey);

// What somebody switches off in the guide is off on this device.
function deviceSwitch(id, key) {
  const box = document.getElementById(id);
  if (!box) return;
  box.checked = !localStorage.getItem(key);
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(key);
    else localStorage.setItem(key, "1");
  });
}

deviceSwitch("keys-switch", KEYS_OFF);
deviceSwitch("next-switch", STAY);
if (localStorage.getItem(STAY)) {
  for (const field of document.querySelectorAll("input[name=next_id]")) field.value = "";
}

// Keep the place in the list when a letter is opened beside it.
const list = document.querySelector(".inbox .list");
if (list) {
  const asked = new URLSearchParams(location.search);
  const place = `postbag-list ${asked.get("q")} ${asked.get("cursor")}`;
  list.scrollTop = Number(sessionStorage.getItem(place) ?? 0);
  window.addEventListener("pagehide", () => sessionStorage.setItem(place, String(list.scrollTop)));
}

const waiting = sessionStorage.getItem("postbag-press");
if (waiting) {
  sessionStorage.removeItem("postbag-press");
  const element = pressed(waiting);
  if (element) press(element);
}

// Messages leave by themselves; pages that show progress ask for the next state.
setTimeout(() => document.querySelectorAll(".message").forEach((m) => m.remove()), 12000);
const progress = document.querySelector("[data-reload-after]");
if (progress) setTimeout(() => location.reload(), Number(progress.dataset.reloadAfter) * 1000);

document.querySelectorAll("[data-submit-on-change]").forEach((field) => {
  field.addEventListener("change", () => field.form.requestSubmit());
});
