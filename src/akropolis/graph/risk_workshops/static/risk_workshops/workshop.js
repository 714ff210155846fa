// Keys of a workshop's steps: a figure chooses, Enter goes on, arrows move. Everything can be done without them.

const page = document.querySelector(".ak-projector");
const form = document.querySelector("form[data-workshop]");
const help = document.querySelector("[data-keys]");
const toggle = document.querySelector("[data-keys-on]");
const OFF = "akropolis-workshop-keys-off";

if (page && form && help && toggle) {
  page.toggleAttribute("data-scripts", true);
  if (form.matches(".ak-projector__grid") && !document.querySelector("[data-error-summary]")) enter(open());
  help.hidden = false;
  toggle.checked = localStorage.getItem(OFF) === null;
  show();
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
  document.addEventListener("keydown", press);
}

function show() {
  page.toggleAttribute("data-keyed", toggle.checked);
}

function press(event) {
  const field = event.target;
  const writing = field.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (writing && event.key === "Enter" && event.ctrlKey) return go(event);
  if (writing && event.key === "Escape") return field.blur();
  if (writing || !toggle.checked || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^[1-9]$/u.test(event.key)) choose(event, Number(event.key));
  else if (event.key === "Enter" && !field.matches("a, button, summary, [data-keys-on]")) go(event);
  else if (event.key === "ArrowRight" && !field.matches("input")) go(event);
  else if (event.key === "ArrowLeft" && !field.matches("input")) back(event);
}

function groups() {
  return [...form.querySelectorAll(".ak-options")];
}

// The first group without an answer, else the first.
function open() {
  return groups().find((group) => !group.querySelector(":checked")) ?? groups()[0];
}

function enter(group) {
  (group?.querySelector(":checked") ?? group?.querySelector("input"))?.focus();
}

function choose(event, number) {
  const group = document.activeElement.closest("form[data-workshop] .ak-options") ?? open();
  const field = group?.querySelectorAll("input")[number - 1];
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.checked = field.type === "radio" || !field.checked;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  const next = groups()[groups().indexOf(group) + 1];
  if (next && field.type === "radio") enter(next);
}

function go(event) {
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[name=go]"));
}

function back(event) {
  const link = form.querySelector(".ak-form__buttons a");
  if (!link) return;
  event.preventDefault();
  link.click();
}
