// Saving while one writes. What is not saved yet is kept in the tab (`sessionStorage`, by address and person), so that it
// is there after a lost connection, a sign-in that ran out, or a page that was closed by mistake; it goes when it is saved.

const IDLE = 3000; // milliseconds without a key until the text is saved
const MOST = 20000; // and the longest that one who goes on writing waits
const AGAIN = 15000; // until it is tried again after a failure

export function saving(line, { area, reopen }) {
  const { form } = area;
  const version = form.elements.namedItem("version");
  const words = line.dataset;
  const place = `akropolis ${words.person} ${location.pathname}`;
  let saved = area.value;
  let timer = 0;
  let since = 0;
  let underWay = false;
  let stopped = false;

  offer();
  window.addEventListener("online", () => saved !== area.value && save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) save();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
    keep();
  });

  function changed() {
    if (stopped) return keep();
    if (area.value === saved) return;
    keep();
    say(words.unsaved);
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(IDLE, since + MOST - Date.now())));
  }

  function keep() {
    try {
      if (area.value === saved) sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, JSON.stringify({ text: area.value, version: version.value }));
    } catch {
      // A tab without room, or a browser that keeps nothing: the page itself still holds the text.
    }
  }

  async function save(again = true) {
    clearTimeout(timer);
    timer = 0;
    since = 0;
    if (underWay || stopped || area.value === saved) return;
    underWay = true;
    const text = area.value;
    try {
      const answer = await fetch(words.url, { method: "POST", body: body(text), redirect: "manual", keepalive: text.length < 30000 });
      underWay = false;
      if (answer.ok) done(text, await answer.json());
      else if (answer.status === 403 && again) await signedInAnew();
      else await refused(answer);
    } catch {
      underWay = false;
      later(words.offline);
    }
  }

  function body(text) {
    const data = new URLSearchParams({ text, version: version.value });
    data.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    return data;
  }

  function done(text, answer) {
    saved = text;
    version.value = answer.version;
    keep();
    say(answer.said, "saved");
    if (area.value !== saved) changed();
    else form.dispatchEvent(new CustomEvent("akropolis:saved", { bubbles: true }));
  }

  async function refused(answer) {
    if (answer.type === "opaqueredirect") return later(words.out);
    if (answer.status === 429 || answer.status >= 500) return later(words.offline);
    const told = await answer.json().catch(() => ({ said: words.refused }));
    stopped = answer.status === 409 || answer.status === 404;
    say(told.said || words.refused, "refused");
  }

  // Who signed in again in another tab has another word against forgery; somebody else's hand must not save this text.
  async function signedInAnew() {
    const answer = await fetch(words.url, { redirect: "manual" });
    if (!answer.ok) return refused(answer);
    const now = await answer.json();
    if (now.person !== words.person) {
      stopped = true;
      return say(words.other, "refused");
    }
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = now.token;
    return save(false);
  }

  function later(sentence) {
    say(sentence, "refused");
    timer = setTimeout(save, AGAIN);
  }

  function say(sentence, state = "") {
    const told = line.querySelector("[role=status]");
    if (told.textContent !== sentence) told.textContent = sentence;
    line.dataset.state = state;
  }

  // A text that was never saved from this tab is offered, unless the chapter holds it already.
  function offer() {
    const found = kept();
    if (!found || area.value.includes(found.text.trim())) return sessionStorage.removeItem(place);
    const part = line.querySelector("[data-kept]");
    part.hidden = false;
    part.addEventListener("click", (event) => {
      const choice = event.target.closest("button")?.dataset.choice;
      if (!choice) return;
      part.hidden = true;
      sessionStorage.removeItem(place);
      if (choice !== "take") return;
      version.value = found.version;
      area.value = found.text;
      reopen(found.text);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(place));
    } catch {
      return null;
    }
  }

  return changed;
}
