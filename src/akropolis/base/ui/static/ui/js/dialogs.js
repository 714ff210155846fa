// Dialogs for a browser that does not know command and commandfor, and buttons that copy a text.

const native = "commandForElement" in HTMLButtonElement.prototype;

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copies) copy(button);
  if (native || !button.hasAttribute("commandfor")) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog?.showModal();
  if (button.getAttribute("command") === "close") dialog?.close();
});

async function copy(button) {
  const source = document.getElementById(button.dataset.copies);
  if (!source) return;
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
}

// A copy button can do nothing without this file, so it is shown by it.
document.querySelectorAll("button[data-copies]").forEach((button) => {
  button.hidden = !navigator.clipboard;
});
