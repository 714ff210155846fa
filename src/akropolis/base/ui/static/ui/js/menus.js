// Menus that fold, and the key that leads to the search field. Without this file they open and close by their summary.

const drops = () => document.querySelectorAll("details[data-drop][open]");

document.addEventListener("click", (event) => {
  for (const drop of drops()) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const drop of drops()) {
      drop.open = false;
      if (drop.contains(document.activeElement)) drop.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event.target)) return;
  const field = [...document.querySelectorAll("[data-hotkey]")].find((each) => each.dataset.hotkey === event.key);
  if (field) {
    event.preventDefault();
    field.focus();
    field.select?.();
  }
});

// Only one menu is open at a time, and none stays open when the focus has left it.
document.addEventListener("focusin", (event) => {
  for (const drop of drops()) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});

function isWriting(element) {
  return element.isContentEditable || element.matches("input, textarea, select");
}
