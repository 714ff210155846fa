// Says so when a part of the page could not be fetched; without this file each form is sent as a whole page instead.
// A part that renews itself says from when it is while the connection is lost, and is silent again when it has caught up.

const live = document.getElementById("live");
let fresh = new Date();
let lost = false;

function say(text) {
  if (!live) return;
  const notice = document.createElement("div");
  notice.className = "ds-alert";
  notice.dataset.color = "danger";
  notice.textContent = text;
  live.replaceChildren(notice);
}

function renews({ detail }) {
  return detail?.elt?.getAttribute("hx-trigger")?.startsWith("every") ?? false;
}

function failed(event, text) {
  if (!renews(event)) say(text);
  else if (!lost) {
    const time = fresh.toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
    say(live.dataset.lost.replace("{time}", time.replace(":", ".")));
    lost = true;
  }
}

document.addEventListener("htmx:sendError", (event) => failed(event, live.dataset.failed));
document.addEventListener("htmx:timeout", (event) => failed(event, live.dataset.failed));
document.addEventListener("htmx:responseError", (event) => failed(event, live.dataset.refused));
document.addEventListener("htmx:beforeRequest", (event) => {
  if (renews(event)) return;
  live?.replaceChildren();
  lost = false;
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!renews(event) || event.detail.xhr.status >= 400) return;
  fresh = new Date();
  if (lost) live?.replaceChildren();
  lost = false;
});
