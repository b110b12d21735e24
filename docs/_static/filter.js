// A field at the top of the fidelity page that leaves only the statements with what is typed.
// Without scripts the page has the tables, and the browser's own search.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const page = document.getElementById("fidelity");
  const tables = [...document.querySelectorAll("table")].filter(
    (table) => table.rows[0] && table.rows[0].cells[0].textContent.trim() === "Behaviour",
  );
  if (!page || tables.length === 0) return;

  const form = document.createElement("form");
  form.className = "filter";
  form.setAttribute("role", "search");
  form.innerHTML =
    '<label>Statements with <input type="search" placeholder="an operation, a word" /></label> ' +
    "<label>graded <select><option value=''>any</option>" +
    ["observed", "documented", "inferred", "choice"].map((g) => `<option>${g}</option>`).join("") +
    '</select></label> <output aria-live="polite"></output>';
  const [word, grade, found] = ["input", "select", "output"].map((name) => form.querySelector(name));

  const isFiltered = () => word.value.trim() !== "" || grade.value !== "";

  function filter() {
    const words = word.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const table of tables) {
      const section = table.closest("section");
      const above = section.parentElement.closest("section");
      const headings = [section, above].map((each) => each.querySelector("h2, h3").textContent);
      let shown = 0;
      for (const row of [...table.rows].slice(1)) {
        const text = `${headings.join(" ")} ${row.textContent}`.toLowerCase();
        const isGraded = !grade.value || row.cells[1].textContent.trim() === grade.value;
        row.hidden = !(isGraded && words.every((each) => text.includes(each)));
        if (!row.hidden) shown += 1;
      }
      section.hidden = shown === 0;
      count += shown;
    }
    for (const section of page.querySelectorAll(":scope > section")) {
      const parts = [...section.querySelectorAll(":scope > section")];
      // What has no statements is in the way of what was looked for.
      section.hidden = parts.length ? parts.every((part) => part.hidden) : isFiltered();
    }
    found.textContent = `${count} statements`;
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  page.querySelector(":scope > section").before(form);
  filter();
});
