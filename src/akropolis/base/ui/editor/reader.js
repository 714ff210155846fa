// From a text to the editor's document. Each block that was read is remembered with its own words (`kept`), so that
// what nobody touches is written back sign for sign; one whose tree the writer cannot say again is kept raw.

import { Fragment } from "prosemirror-model";
import { schema } from "./schema.js";
import { bare, rawTree, read } from "./tree.js";
import { Kept, write } from "./writer.js";

const { nodes, marks } = schema;

// The document and what is kept of its text; null for a text that is left to the plain field.
export function open(text) {
  const found = read(text);
  if (!found) return null;
  const kept = new Kept(text, found.lead);
  const content = level(found.blocks, kept, true);
  kept.doc = nodes.doc.create(null, content.length ? content : [nodes.paragraph.create()]);
  return { doc: kept.doc, kept };
}

// Some blocks of a text as a fragment to be put in, as when plain text is pasted.
export function fragment(text) {
  return open(text)?.doc.content ?? Fragment.from(text.split("\n").map((line) => nodes.paragraph.create(null, words(line))));
}

function level(blocks, kept, whole = false) {
  return kept.level(blocks.map((block) => [top(block, kept), block]), whole);
}

function top({ tree, source }, kept) {
  if (tree.type !== "secret") return node(faithful(tree, source) ? tree : rawTree(source));
  const inner = level(tree.blocks, kept);
  return nodes.secret_block.create({ law: tree.law }, inner.length ? inner : [nodes.paragraph.create()]);
}

// Whether what the writer would make of it is read as the same tree. A note's reference needs its note to be read.
function faithful(tree, source) {
  if (tree.type === "raw") return true;
  const notes = [...new Set([...source.matchAll(/\[\^([^\s\]]+)\]/g)].map((found) => found[1]))];
  const own = tree.type === "footnote" ? tree.label : "";
  const after = notes.filter((label) => label !== own).map((label) => `\n\n[^${label}]: x`);
  const known = JSON.stringify(tree).includes('"reference"') ? after.join("") : "";
  const [made] = possible(tree) ? [write([node(tree)])] : [];
  const again = made === undefined ? null : read(made + known);
  const count = known ? after.length : 0;
  return again !== null && again.blocks.length === 1 + count && bare(again.blocks[0].tree) === bare(tree);
}

function possible(tree) {
  if (tree.type === "footnote") return tree.blocks.length <= 1 && tree.blocks.every((block) => block.type === "paragraph");
  if (tree.type === "table") return tree.rows.length > 0;
  return !JSON.stringify(tree).match(/"type":"(?:astray|start|end|sealed)"|"type":"(?:table|footnote)".*"type":"(?:table|footnote)"/);
}

const words = (text) => (text ? [schema.text(text)] : []);

function node(tree) {
  switch (tree.type) {
    case "raw":
      return nodes.raw.create(null, words(tree.source));
    case "chart":
      return nodes.chart.create({ key: tree.key });
    case "table":
      return nodes.table.create(
        { sides: tree.sides },
        tree.rows.map((row) => nodes.table_row.create(null, row.map((cell) => nodes.table_cell.create(null, inlines(cell))))),
      );
    case "bullet_list":
    case "ordered_list":
      return nodes[tree.type].create(tree.start === undefined ? null : { start: tree.start }, tree.items.map(item));
    case "blockquote":
      return nodes.blockquote.create(null, flow(tree.blocks));
    case "footnote":
      return nodes.footnote.create({ label: tree.label }, inlines(tree.blocks[0]?.inlines ?? []));
    case "heading":
      return nodes.heading.create({ level: tree.level }, inlines(tree.inlines));
    default:
      return nodes.paragraph.create(null, inlines(tree.inlines));
  }
}

const item = (blocks) => nodes.list_item.create(null, flow(blocks));
const flow = (blocks) => (blocks.length ? blocks.map(node) : [nodes.paragraph.create()]);

function inlines(trees, held = []) {
  return trees.flatMap((tree) => {
    switch (tree.type) {
      case "text":
        return [schema.text(tree.text, held)];
      case "figure":
        return [nodes.figure.create({ key: tree.key, words: tree.words }, null, held)];
      case "reference":
        return [nodes.reference.create({ label: tree.label }, null, held)];
      case "hard_break":
        return [nodes.hard_break.create(null, null, held)];
      default:
        return inlines(tree.inlines, marks[tree.type].create({ law: tree.law, href: tree.href }).addToSet(held));
    }
  });
}
