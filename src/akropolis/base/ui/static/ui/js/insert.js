// Sets a figure's mark in where the writer stands. Without it the button has the server put the mark last in the text.

let last = null;

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("textarea")) last = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert]");
  const area = button && (last?.form === button.form ? last : button.form?.querySelector("textarea"));
  if (!area) return;
  event.preventDefault();
  const start = last === area ? area.selectionStart : area.value.length;
  const end = last === area ? area.selectionEnd : start;
  const before = area.value.slice(0, start);
  const alone = "alone" in button.dataset;
  const gap = !before ? "" : alone ? (/\n\n$/.test(before) ? "" : "\n\n") : !/[\s(«"”]$/u.test(before) ? " " : "";
  const after = alone ? "\n\n" : /^[\p{L}\p{N}]/u.test(area.value.slice(end)) ? " " : "";
  area.setRangeText(gap + button.dataset.insert + after, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
});
