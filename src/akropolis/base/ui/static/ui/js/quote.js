// What is marked in the text goes with a comment that is begun after it.

const MOST = 300;
let marked = "";

document.addEventListener("selectionchange", () => {
  const inside = document.activeElement?.closest?.("[data-quotes]");
  if (inside) return;
  const selection = document.getSelection();
  const from = selection?.anchorNode;
  const place = from && (from.nodeType === Node.ELEMENT_NODE ? from : from.parentElement);
  const area = document.activeElement?.matches?.("textarea") ? document.activeElement : null;
  if (area) marked = area.value.slice(area.selectionStart, area.selectionEnd);
  else if (place?.closest(".ak-sheet")) marked = selection.toString();
});

document.addEventListener("focusin", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-quotes]")) return;
  const words = marked.trim().replace(/\s+/gu, " ").slice(0, MOST);
  form.elements.quote.value = words;
  const shown = form.querySelector("[data-quote]");
  shown.hidden = !words;
  shown.querySelector("q").textContent = words;
});
