// One box in the head that chooses all rows on the page, where rows are chosen by boxes.

function boxes(head) {
  return [...head.closest("table").querySelectorAll(`tbody input[form="${CSS.escape(head.dataset.picks)}"]`)];
}

export function prepare(root) {
  for (const head of root.querySelectorAll("th[data-picks]:not(:has(input))")) {
    const all = document.createElement("input");
    all.type = "checkbox";
    all.className = "ds-input";
    all.setAttribute("aria-label", head.dataset.label);
    all.addEventListener("change", () => {
      for (const box of boxes(head)) box.checked = all.checked;
    });
    head.closest("table").addEventListener("change", () => {
      const chosen = boxes(head).filter((box) => box.checked).length;
      all.checked = chosen > 0 && chosen === boxes(head).length;
      all.indeterminate = chosen > 0 && !all.checked;
    });
    head.append(all);
  }
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
