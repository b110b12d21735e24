"use strict";
// Keeps the newest calls on the page. Without this script the page is complete, but static.
const rows = document.getElementById("calls");
const state = document.getElementById("state");
const pause = document.getElementById("pause");
let paused = false;

function say(text) {
  if (state.textContent !== text) state.textContent = text;
}

function show(html) {
  // Parsed this way, a document runs no scripts and loads nothing.
  const parsed = new DOMParser().parseFromString(`<table><tbody>${html}`, "text/html");
  const wanted = [...parsed.querySelectorAll("tr")];
  const ids = new Set(wanted.map((row) => row.id));
  for (const row of [...rows.children]) if (!ids.has(row.id)) row.remove();
  let place = rows.firstElementChild;
  for (const row of wanted) {
    // A row that exists already stays, and keeps the focus and any selection in it.
    if (place === null || place.id !== row.id) {
      rows.insertBefore(document.adoptNode(row), place);
      continue;
    }
    const old = place;
    place = place.nextElementSibling;
    if (old.dataset.state !== row.dataset.state) old.replaceWith(document.adoptNode(row));
  }
  document.getElementById("none").hidden = wanted.length > 0;
}

async function look() {
  if (!paused && !document.hidden) {
    try {
      const answer = await fetch(rows.dataset.rows, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (!paused) {
        show(html);
        say("Live: new calls appear by themselves.");
      }
    } catch {
      say("The server does not answer; trying again.");
    }
  }
  setTimeout(look, 1000);
}

if (rows.dataset.rows) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
    say(paused ? "Paused." : "Live: new calls appear by themselves.");
  });
  look();
}
