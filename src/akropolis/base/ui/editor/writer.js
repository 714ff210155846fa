// From the editor's document to a text in its normal form, and sign for sign where nobody has touched it.

import { schema } from "./schema.js";

// What was read: a node that is still the same object, or equal to one that was read, has its own words. `next` is what
// stood after it; `first` and `last` say that it began or ended the text.
export class Kept {
  constructor(text, lead) {
    this.text = text;
    this.lead = lead;
    this.doc = null;
    this.all = [];
    this.places = new Map();
  }

  // The nodes of blocks that stood after one another.
  level(pairs, whole) {
    const places = pairs.map(([node, { source, gap }]) => ({ node, source, gap }));
    places.forEach((place, index) => {
      place.next = places[index + 1];
      place.first = whole && index === 0;
      place.last = whole && index === places.length - 1;
      this.places.set(place.node, place);
    });
    this.all.push(...places);
    return places.map((place) => place.node);
  }

  place(node) {
    const alike = (each) => each.node.type === node.type && each.node.nodeSize === node.nodeSize && each.node.eq(node);
    return this.places.get(node) ?? this.all.find(alike);
  }
}

const movedOut = (text) => text.replace(new RegExp(`^ {0,${/^ */.exec(text)[0].length}}`, "gm"), "");

// What follows these and is moved in would be read as theirs.
const TAKES = new Set([schema.nodes.bullet_list, schema.nodes.ordered_list, schema.nodes.footnote]);

export function textOf(doc, kept) {
  return kept.doc?.eq(doc) ? kept.text : write(doc.content.content, kept);
}

export function write(blocks, kept = new Kept("", "")) {
  let out = "";
  let before = null;
  for (const node of blocks) {
    const place = kept.place(node);
    const words = place ? place.source : block(node, kept);
    if (!words) continue;
    if (!before) out = (place?.first ? kept.lead : "") + words;
    else if (place && before.next === place) out += before.gap + words;
    else out += (/\n[ \t]*\n/.test(before.gap) ? before.gap : "\n\n") + (before.takes ? movedOut(words) : words);
    before = { ...place, takes: TAKES.has(node.type) };
  }
  return out + (before?.last ? before.gap : "");
}

function block(node, kept) {
  switch (node.type.name) {
    case "secret_block":
      return `{secret ${law(node.attrs.law)}}\n\n${write(node.content.content, kept)}\n\n{/secret}`;
    case "chart":
      return `{figure:${node.attrs.key}|diagram}`;
    case "footnote":
      return `[^${node.attrs.label}]: ${lineEnds(line(node)) || "–"}`;
    case "table":
      return table(node);
    default:
      return flow(node);
  }
}

function flow(node) {
  switch (node.type.name) {
    case "raw":
      return node.textContent.trimEnd();
    case "heading":
      return `${"#".repeat(node.attrs.level)} ${line(node).replace(/ *\n */g, " ").trim()}`.trim();
    case "bullet_list":
      return items(node, () => "- ");
    case "ordered_list":
      return items(node, (index) => `${node.attrs.start + index}. `);
    case "blockquote":
      return indented(stacked(node), "> ", "> ").replace(/ +$/gm, "");
    default:
      return paragraph(node);
  }
}

// A line that would be read as the beginning of something else is words: the space after its sign does not break.
const STARTS = /^(-|[0-9]{1,9}\.|#{1,6})[ \t]/gm;

const paragraph = (node) => lineEnds(line(node)).replace(STARTS, "$1\u00a0");
const lineEnds = (text) => text.replace(/^\s+|\s+$/g, "").replace(/[ \t]*\n[ \t]*/g, "  \n");

function items(list, marker) {
  const out = list.content.content.map((item, index) => {
    const sign = marker(index);
    return indented(stacked(item), sign, " ".repeat(sign.length)).trimEnd();
  });
  const loose = list.content.content.some((item) => item.childCount > 1 && out.length > 1 && !nested(item));
  return out.join(loose ? "\n\n" : "\n");
}

const nested = (item) => item.childCount === 2 && item.lastChild.type === schema.nodes.bullet_list;

function stacked(node) {
  const kinds = node.content.content;
  return kinds.map(flow).reduce((out, words, index) => {
    if (!index || !out) return words;
    const tight = kinds[index].type === schema.nodes.bullet_list && /^- \S/.test(words) && kinds[index - 1].type === schema.nodes.paragraph;
    return words ? `${out}${tight ? "\n" : "\n\n"}${words}` : out;
  }, "");
}

function indented(text, first, rest) {
  return text
    .split("\n")
    .map((each, index) => (index === 0 ? first + each : each && rest + each) || rest.trimEnd())
    .join("\n");
}

function table(node) {
  const columns = node.firstChild.childCount;
  const rows = node.content.content.map((row) => {
    const cells = row.content.content.map((cell) => bars(line(cell)).replace(/\s*\n\s*/g, " ").trim());
    return `| ${Array.from({ length: columns }, (_, index) => cells[index] ?? "").join(" | ")} |`;
  });
  const rule = { right: "--:", center: ":-:" };
  const sides = Array.from({ length: columns }, (_, index) => rule[node.attrs.sides[index]] ?? "---");
  return [rows[0], `| ${sides.join(" | ")} |`, ...rows.slice(1)].join("\n");
}

// A bar in a cell's words would end it; one in a mark is no bar to the parser.
const bars = (text) => text.replace(/\{(?:figure|secret):[^{}]*\}|(?<!\\)\|/g, (found) => (found === "|" ? "\\|" : found));

const law = (text) => text.replace(/[{}|\n]/g, " ").trim();
const line = (node) => run(node.content.content, []);

// The mark that reaches over the most of what follows stands outermost.
function run(inlines, open) {
  let out = "";
  for (let index = 0; index < inlines.length; ) {
    const free = inlines[index].marks.filter((mark) => !mark.isInSet(open));
    if (!free.length) {
      out += leaf(inlines[index++]);
      continue;
    }
    const length = (mark) => {
      let end = index;
      while (end < inlines.length && mark.isInSet(inlines[end].marks)) end++;
      return end - index;
    };
    const mark = free.reduce((best, each) => (length(each) > length(best) ? each : best));
    const end = index + length(mark);
    out = wrapped(out, run(inlines.slice(index, end), [...open, mark]), mark, inlines[end]);
    index = end;
  }
  return out;
}

const STARS = { strong: "**", em: "*" };
const LETTER = /[\p{L}\p{N}]/u;
const SIGN = /[\p{P}\p{S}]/u;

function wrapped(before, words, mark, next) {
  if (mark.type.name === "secret") return `${before}{secret:${law(mark.attrs.law)}|${words}}`;
  const [, lead, core, trail] = /^(\s*)([^]*?)(\s*)$/u.exec(words);
  if (!core) return before + words;
  if (mark.type.name === "link") return `${before}${lead}[${core}](${address(mark.attrs.href)})${trail}`;
  const stars = STARS[mark.type.name];
  const after = trail || (next?.isText ? next.text[0] : next ? "x" : "");
  const [first, inner, last] = fitted(core, before + lead, after);
  return `${before}${lead}${first}${inner && stars + inner + stars}${last}${trail}`;
}

// Stars between a sign and a letter are read as stars: the signs are then left outside.
function fitted(core, before, after) {
  const start = LETTER.test(before.at(-1) ?? "") ? /^(?:[^\p{L}\p{N}{}*]*)/u.exec(core)[0] : "";
  const rest = core.slice(start.length);
  const end = LETTER.test(after[0] ?? "") && SIGN.test(rest.at(-1) ?? "") ? /[^\p{L}\p{N}{}*]*$/u.exec(rest)[0] : "";
  return [start, rest.slice(0, rest.length - end.length), end];
}

const address = (href) => (/[()<>\s]/.test(href) ? `<${href}>` : href);

function leaf(node) {
  switch (node.type.name) {
    case "figure":
      return `{figure:${node.attrs.key}${node.attrs.words === null ? "" : `|${node.attrs.words}`}}`;
    case "reference":
      return `[^${node.attrs.label}]`;
    case "hard_break":
      return "\n";
    default:
      return node.text.replace(/\n/g, " ");
  }
}
