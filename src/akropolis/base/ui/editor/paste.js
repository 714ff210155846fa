// What is pasted from Word and pages: its words, headings, lists, tables, bold and links; no look, script or picture.

import { allowed } from "./grammar.js";

const MOST = 4_000_000; // signs of HTML that are gone through; of more only the plain text is taken
const LONGEST = 60_000; // signs of a chapter
const GONE = "script,style,meta,link,title,img,picture,svg,object,embed,iframe,video,audio,canvas,noscript,template,input,select,textarea,button";
const BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,section,article";
const UNWRAPPED = "font,center,section,article,header,footer,main,figure,figcaption,form,label,fieldset";

// What is too much for a chapter is not taken at all, and said; of very much HTML the words alone are.
export function heavy(view, event, sentence) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.length > LONGEST) {
    const notice = Object.assign(document.createElement("div"), { className: "ds-alert", textContent: sentence });
    notice.dataset.color = "danger";
    document.getElementById("live")?.replaceChildren(notice);
    return true;
  }
  return (event.clipboardData?.getData("text/html").length ?? 0) > MOST && view.pasteText(text);
}

export function cleaned(html) {
  // The attribute goes before anything is parsed: the page's policy would tell of each. What it says is kept by another name.
  const bare = html
    .replace(/<!--[^]*?-->/g, "")
    .replace(/<(style|script|xml)\b[^]*?<\/\1\s*>|<img\b[^>]*>/gi, "");
  const page = new DOMParser().parseFromString(bare.replace(/\sstyle\s*=/gi, " data-look="), "text/html");
  const { body } = page;
  if (body.querySelector("[data-pm-slice]")) return html.replace(/\sstyle\s*=/gi, " data-look=");
  body.querySelectorAll(GONE).forEach((element) => element.remove());
  looks(body);
  wordLists(body);
  tables(body);
  links(body);
  body.querySelectorAll(UNWRAPPED).forEach(unwrap);
  body.querySelectorAll("*").forEach(strip);
  body.querySelectorAll("p,h1,h2,h3,h4,h5,h6").forEach((element) => element.textContent.trim() || element.remove());
  return body.innerHTML;
}

const look = (element) => element.dataset?.look ?? "";
const unwrap = (element) => element.replaceWith(...element.childNodes);

function renamed(element, name) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

function looks(body) {
  for (const element of body.querySelectorAll("span[data-look]")) {
    if (/font-weight\s*:\s*(?:bold|[6-9]00)/i.test(look(element))) renamed(element, "strong");
    else if (/font-style\s*:\s*italic/i.test(look(element))) renamed(element, "em");
  }
  // A page from a web editor is often bold all over by a tag that says it is not.
  for (const element of body.querySelectorAll("b[data-look]")) {
    if (/font-weight\s*:\s*(?:normal|400)/i.test(look(element))) unwrap(element);
  }
  body.querySelectorAll("p.MsoTitle").forEach((element) => renamed(element, "h1"));
}

// Word writes a list as paragraphs, each with its sign and its level.
function wordLists(body) {
  let open = [];
  for (const element of [...body.querySelectorAll("p")]) {
    const level = Number(/mso-list\s*:[^;"']*level(\d+)/i.exec(look(element))?.[1] ?? 0);
    if (!level || element.closest("table")) {
      open = [];
      continue;
    }
    const sign = [...element.querySelectorAll("[data-look]")].find((each) => /mso-list\s*:\s*ignore/i.test(look(each)));
    const name = /^\s*(?:\d+|[a-z])[.)]/i.test(sign?.textContent ?? "") ? "ol" : "ul";
    sign?.remove();
    if (open.length && element.previousElementSibling !== open[0]) open = [];
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = element.ownerDocument.createElement(open.length + 1 === level ? name : "ul");
      if (open.length) (open.at(-1).lastElementChild ?? open.at(-1).appendChild(element.ownerDocument.createElement("li"))).append(list);
      else element.before(list);
      open.push(list);
    }
    const item = element.ownerDocument.createElement("li");
    item.append(element);
    open.at(-1).append(item);
  }
}

// A cell holds words: a table in it, and what stands in paragraphs, become lines of them. What covers cells is one of them.
function tables(body) {
  for (const table of [...body.querySelectorAll("table table")].reverse()) {
    const words = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(" · "));
    table.replaceWith(words.join("; "));
  }
  for (const cell of body.querySelectorAll("td,th")) {
    for (const block of [...cell.querySelectorAll(BLOCKS + ",li")]) {
      block.after(" ");
      unwrap(block);
    }
    cell.querySelectorAll("br").forEach((element) => element.replaceWith(" "));
    for (let more = Math.min(cell.colSpan, 50) - 1; more > 0; more--) cell.after(cell.ownerDocument.createElement("td"));
  }
  for (const table of body.querySelectorAll("table")) {
    if (![...table.rows].length) table.remove();
    const columns = Math.max(0, ...[...table.rows].map((row) => row.cells.length));
    for (const row of table.rows) while (row.cells.length < columns) row.insertCell();
    table.querySelectorAll("caption,colgroup").forEach((element) => element.remove());
  }
}

function links(body) {
  for (const element of body.querySelectorAll("a")) {
    const href = element.getAttribute("href") ?? "";
    if (!allowed(href) || !element.textContent.trim()) unwrap(element);
  }
}

const KEPT = new Set(["href", "start", "data-figure", "data-words", "data-reference", "data-chart", "data-law", "data-secret", "data-footnote", "data-level"]);

function strip(element) {
  if (element.localName.includes(":")) return unwrap(element);
  for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
}
