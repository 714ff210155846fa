// On a narrow screen each row of a table is a card, and fifty cards are a long way to the foot of the page: the first ten
// stand, and a button shows the rest ten by ten. On paper, on a wide screen and without this file all of them stand.

const FIRST = 10;
const ROWS = "tbody > tr";
const narrow = window.matchMedia("(width < 40rem)");

function hidden(table) {
  return [...table.querySelectorAll(`${ROWS}.ak-later`)];
}

function label(button, table) {
  const left = hidden(table).length;
  button.hidden = !left;
  button.textContent = `${document.getElementById("live")?.dataset.more} (${left})`;
}

function more(table) {
  const shown = hidden(table).slice(0, FIRST);
  for (const row of shown) row.classList.remove("ak-later");
  const first = shown[0]?.querySelector("a, button, input, [tabindex]");
  first?.focus();
}

function shorten(table) {
  const rows = [...table.querySelectorAll(ROWS)];
  if (table.dataset.short || rows.length <= FIRST + 2) return;
  table.dataset.short = "yes";
  for (const row of rows.slice(FIRST)) row.classList.add("ak-later");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button ak-rest";
  button.dataset.variant = "secondary";
  button.addEventListener("click", () => {
    more(table);
    label(button, table);
  });
  table.after(button);
  label(button, table);
}

function prepare(root) {
  if (narrow.matches) root.querySelectorAll("table.ak-table").forEach(shorten);
}

prepare(document);
narrow.addEventListener("change", () => prepare(document));
document.addEventListener("htmx:load", (event) => prepare(event.target));
