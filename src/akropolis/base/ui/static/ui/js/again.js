// A form that the server was too busy to take is sent again by itself, as it stands: what was written is kept nowhere
// but in its fields. Without this file the server's page asks the reader to try again.

const FORM = "form[data-again]";
let timer;

function said(form) {
  return form.querySelector("[data-again-said]");
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!detail.elt.matches(FORM)) return;
  clearTimeout(timer);
  detail.elt.querySelector("[type=submit]").setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt;
  if (!form.matches(FORM) || detail.xhr.status >= 500) return;
  detail.isError = false;
  if (detail.xhr.getResponseHeader("HX-Trigger") === "busy") {
    // Not all at the same moment: they came together.
    const seconds = Number(detail.xhr.getResponseHeader("Retry-After")) * (1 + Math.random());
    said(form).textContent = said(form).dataset.text;
    timer = setTimeout(() => form.requestSubmit(), seconds * 1000);
    return;
  }
  detail.shouldSwap = true;
  if (detail.xhr.status === 422) return;
  // Another page than the form, such as how long she must wait.
  detail.target = document.getElementById("main");
  detail.selectOverride = "#main";
});

document.addEventListener("htmx:load", (event) => event.target.querySelector("[data-error-summary]")?.focus());
