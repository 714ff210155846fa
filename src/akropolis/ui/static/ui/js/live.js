// Says so when a part of the page could not be fetched; without this file each form is sent as a whole page instead.

const live = document.getElementById("live");

function say(text) {
  if (!live) return;
  const notice = document.createElement("div");
  notice.className = "ds-alert";
  notice.dataset.color = "danger";
  notice.textContent = text;
  live.replaceChildren(notice);
}

document.addEventListener("htmx:sendError", () => say(live.dataset.failed));
document.addEventListener("htmx:timeout", () => say(live.dataset.failed));
document.addEventListener("htmx:responseError", () => say(live.dataset.refused));
document.addEventListener("htmx:beforeRequest", () => live?.replaceChildren());
