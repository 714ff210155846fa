// A value that is changed where it stands in a table: its field gets the keyboard, Escape leaves it as it was, and
// afterwards the keyboard is back at the value.

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!target.matches("td")) return;
  const field = target.querySelector(".ak-cell-form :is(input:not([type=hidden]), select:not([hidden]), textarea)");
  (field ?? target.querySelector("a.ak-change"))?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.target.closest(".ak-cell-form")?.querySelector("[data-cancel]").click();
});
