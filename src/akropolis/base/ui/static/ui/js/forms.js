// What makes a form kinder: it is not sent twice, and what was written is not lost by mistake.

const changed = new WeakSet();
const sent = new WeakSet();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) changed.add(form);
  count(event.target);
  grow(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-repeat]")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  changed.delete(form);
  event.submitter?.setAttribute("aria-busy", "true");
});

// htmx sends the form itself and leaves it on the page, so it may be sent again once the answer is there.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  release(form);
  if (form?.matches("[data-autosave]") && event.detail.successful) changed.delete(form);
});

// An editor has saved its text: the form is as it was opened, if nothing else in it has been changed.
document.addEventListener("akropolis:saved", (event) => {
  const fields = [...event.target.elements].filter((field) => field.type !== "hidden" && !field.hidden);
  if (!fields.some(differs)) changed.delete(event.target);
});

function differs(field) {
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return "defaultValue" in field && field.value !== field.defaultValue;
}

// A page that comes back from the browser's own memory must be usable again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(release);
});

window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form));
  if (unsaved) event.preventDefault();
});

function release(form) {
  if (!form) return;
  sent.delete(form);
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

function grow(area) {
  if (!area.matches?.("textarea") || CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function count(area) {
  if (!area.id) return;
  for (const place of document.querySelectorAll(`[data-words-of="${CSS.escape(area.id)}"]`)) {
    const words = area.value.trim().split(/\s+/u).filter(Boolean).length;
    place.textContent = (words === 1 ? place.dataset.one : place.dataset.many).replace("%d", String(words));
  }
}

export function prepare(root) {
  root.querySelectorAll("textarea").forEach((area) => {
    grow(area);
    count(area);
  });
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
document.querySelector("[data-error-summary]")?.focus();
document.querySelector("form[data-send-at-once]")?.requestSubmit();
