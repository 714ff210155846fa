// What a chapter can hold. The marks' order says which stands outermost when two cover the same words.

import { Schema } from "prosemirror-model";
import { allowed } from "./grammar.js";

const right = (sides) => sides.flatMap((side, index) => (side === "right" ? [index + 1] : [])).join(" ");
const chip = (group) => ({ group, inline: group === "inline", atom: true, selectable: true });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block flow", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block flow",
      content: "inline*",
      attrs: { level: { default: 3 } },
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
        tag: `h${level}`,
        getAttrs: (dom) => ({ level: Number(dom.dataset.level) || Math.max(level, 3) }),
      })),
      toDOM: (node) => [`h${Math.min(6, node.attrs.level + 1)}`, { "data-level": node.attrs.level }, 0],
    },
    bullet_list: { group: "block flow", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: {
      group: "block flow",
      content: "list_item+",
      attrs: { start: { default: 1 } },
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: dom.start >= 0 ? dom.start : 1 }) }],
      toDOM: (node) => ["ol", node.attrs.start === 1 ? {} : { start: node.attrs.start }, 0],
    },
    list_item: { content: "flow+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    blockquote: { group: "block flow", content: "flow+", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    secret_block: {
      group: "block",
      content: "block+",
      attrs: { law: { default: "" } },
      defining: true,
      parseDOM: [{ tag: "div[data-secret]", getAttrs: (dom) => ({ law: dom.dataset.secret }) }],
      toDOM: (node) => ["div", { class: "secret", "data-secret": node.attrs.law, role: "group", "aria-label": node.attrs.law }, 0],
    },
    table: {
      group: "block",
      content: "table_row+",
      attrs: { sides: { default: [] } },
      isolating: true,
      parseDOM: [{ tag: "table" }],
      toDOM: ({ attrs }) => ["table", { "data-right": right(attrs.sides) }, ["tbody", 0]],
    },
    table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
    table_cell: { content: "inline*", isolating: true, parseDOM: [{ tag: "td" }, { tag: "th" }], toDOM: () => ["td", 0] },
    footnote: {
      group: "block",
      content: "inline*",
      attrs: { label: { default: "1" } },
      defining: true,
      parseDOM: [{ tag: "p[data-footnote]", priority: 60, getAttrs: (dom) => ({ label: dom.dataset.footnote }) }],
      toDOM: (node) => ["p", { class: "ak-footnote", "data-footnote": node.attrs.label }, 0],
    },
    chart: {
      ...chip("block"),
      attrs: { key: {} },
      parseDOM: [{ tag: "figure[data-chart]", getAttrs: (dom) => ({ key: dom.dataset.chart }) }],
      toDOM: (node) => ["figure", { "data-chart": node.attrs.key }],
    },
    raw: {
      group: "block flow",
      content: "text*",
      marks: "",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", { class: "ak-raw" }, 0],
    },
    text: { group: "inline" },
    figure: {
      ...chip("inline"),
      attrs: { key: {}, words: { default: null } },
      parseDOM: [{ tag: "span[data-figure]", getAttrs: ({ dataset }) => ({ key: dataset.figure, words: dataset.words ?? null }) }],
      toDOM: ({ attrs }) => ["span", { "data-figure": attrs.key, ...(attrs.words !== null && { "data-words": attrs.words }) }],
    },
    reference: {
      ...chip("inline"),
      attrs: { label: {} },
      parseDOM: [{ tag: "sup[data-reference]", getAttrs: (dom) => ({ label: dom.dataset.reference }) }],
      toDOM: (node) => ["sup", { "data-reference": node.attrs.label }, node.attrs.label],
    },
    hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    secret: {
      attrs: { law: { default: "" } },
      inclusive: false,
      parseDOM: [{ tag: "span[data-law]", getAttrs: (dom) => ({ law: dom.dataset.law }) }],
      toDOM: (mark) => ["span", { class: "secret", "data-law": mark.attrs.law, title: mark.attrs.law }, 0],
    },
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => allowed(dom.getAttribute("href")) && { href: dom.getAttribute("href") } }],
      toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noreferrer" }, 0],
    },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  },
});
