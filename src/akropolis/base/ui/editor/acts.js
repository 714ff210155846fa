// What can be done in the text, by name: the same for the toolbar, the keys and the list that "/" opens.

import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection, TextSelection } from "prosemirror-state";
import { DEEPEST } from "./grammar.js";
import { schema } from "./schema.js";
import { tableActs } from "./tables.js";

const { nodes, marks } = schema;

export function around(state, type) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type === type) return { node: $from.node(depth), pos: $from.before(depth), depth };
  }
  return null;
}

export function marked(state, type) {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
}

const heading = (level) => ({
  on: (state) => state.selection.$from.parent.type === nodes.heading && state.selection.$from.parent.attrs.level === level,
  run(state, dispatch) {
    return this.on(state) ? setBlockType(nodes.paragraph)(state, dispatch) : setBlockType(nodes.heading, { level })(state, dispatch);
  },
});

function listAround(state) {
  const found = [around(state, nodes.bullet_list), around(state, nodes.ordered_list)].filter(Boolean);
  return found.sort((one, other) => other.depth - one.depth)[0] ?? null;
}

const list = (type) => ({
  on: (state) => listAround(state)?.node.type === type,
  run(state, dispatch) {
    const found = listAround(state);
    if (!found) return wrapInList(type)(state, dispatch);
    if (found.node.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    dispatch?.(state.tr.setNodeMarkup(found.pos, type));
    return true;
  },
});

const holders = new Set([nodes.bullet_list, nodes.ordered_list, nodes.blockquote]);

function sink(state, dispatch) {
  const { $from } = state.selection;
  const depths = Array.from({ length: $from.depth }, (_, index) => $from.node(index + 1));
  return depths.filter((node) => holders.has(node.type)).length < DEEPEST && sinkListItem(nodes.list_item)(state, dispatch);
}

const quote = {
  on: (state) => Boolean(around(state, nodes.blockquote)),
  run: (state, dispatch) => (quote.on(state) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch)),
};

// Words in one paragraph are marked where they stand; several, or none, are marked as the paragraphs that they are.
const secret = {
  on: (state) => marked(state, marks.secret) || Boolean(around(state, nodes.secret_block)),
  run(state, dispatch) {
    const { $from, $to, empty } = state.selection;
    if (this.on(state)) return unmarked(state, dispatch);
    if (!empty && $from.sameParent($to) && $from.parent.inlineContent) return toggleMark(marks.secret)(state, dispatch);
    const range = $from.blockRange($to, (node) => node.type === nodes.doc);
    if (!range) return false;
    dispatch?.(state.tr.wrap(range, [{ type: nodes.secret_block }]).scrollIntoView());
    return true;
  },
};

function unmarked(state, dispatch) {
  const { selection, tr } = state;
  const [from, to] = reach(state, marks.secret) ?? [selection.from, selection.to];
  if (marked(state, marks.secret)) {
    dispatch?.(tr.removeMark(from, to, marks.secret).removeStoredMark(marks.secret));
    return true;
  }
  const { node, pos } = around(state, nodes.secret_block);
  dispatch?.(tr.replaceWith(pos, pos + node.nodeSize, node.content));
  return true;
}

// From where to where the mark at the selection goes.
export function reach(state, type) {
  const { $from } = state.selection;
  const { parent } = $from;
  const found = type.isInSet($from.marks()) || type.isInSet($from.nodeAfter?.marks ?? []);
  if (!found) return null;
  let [start, end] = [$from.index(), $from.index()];
  if (start === parent.childCount || !found.isInSet(parent.child(start).marks)) start = end = start - 1;
  while (start > 0 && found.isInSet(parent.child(start - 1).marks)) start--;
  while (end + 1 < parent.childCount && found.isInSet(parent.child(end + 1).marks)) end++;
  let at = $from.start();
  for (let index = 0; index < start; index++) at += parent.child(index).nodeSize;
  let until = at;
  for (let index = start; index <= end; index++) until += parent.child(index).nodeSize;
  return [at, until, found];
}

const link = {
  on: (state) => marked(state, marks.link),
  run(state, dispatch) {
    const found = reach(state, marks.link);
    if (found) {
      dispatch?.(state.tr.removeMark(found[0], found[1], marks.link));
      return true;
    }
    return !state.selection.empty && toggleMark(marks.link, { href: "https://" })(state, dispatch);
  },
};

function footnote(state, dispatch) {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type === nodes.footnote) return false;
  const labels = new Set();
  state.doc.descendants((node) => void (node.attrs.label && labels.add(node.attrs.label)));
  let label = 1;
  while (labels.has(String(label))) label++;
  const tr = state.tr.replaceSelectionWith(nodes.reference.create({ label: String(label) }), false);
  tr.insert(tr.doc.content.size, nodes.footnote.create({ label: String(label) }));
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(tr.doc.content.size), -1)).scrollIntoView());
  return true;
}

export function putFigure(key) {
  return (state, dispatch) => {
    const { $from } = state.selection;
    if (!$from.parent.inlineContent || $from.parent.type === nodes.raw) return false;
    const before = $from.parent.textBetween(0, $from.parentOffset, "", "x");
    const space = /[^\s(«"”]$/u.test(before) ? " " : "";
    const tr = state.tr.insertText(space).replaceSelectionWith(nodes.figure.create({ key }), true);
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

// A block of its own after the one at the top that one stands in; in the place of an empty paragraph.
export function putBlock(node) {
  return (state, dispatch) => {
    const { $to } = state.selection;
    let depth = Math.min(1, $to.depth);
    while ($to.depth > depth && $to.node(depth).type === nodes.secret_block) depth++;
    const parent = depth ? $to.node(depth) : null;
    const tr = state.tr;
    const empty = parent?.type === nodes.paragraph && !parent.content.size;
    const at = depth ? (empty ? $to.before(depth) : $to.after(depth)) : state.selection.to;
    if (empty) tr.replaceWith(at, at + parent.nodeSize, node);
    else tr.insert(at, node);
    const inside = node.isAtom ? NodeSelection.create(tr.doc, at) : TextSelection.near(tr.doc.resolve(at + 1));
    dispatch?.(tr.setSelection(inside).scrollIntoView());
    return true;
  };
}

const cell = () => nodes.table_cell.create();
const rowOf = (count) => nodes.table_row.create(null, Array.from({ length: count }, cell));
const table = (state, dispatch) =>
  putBlock(nodes.table.create({ sides: ["left", "left"] }, [rowOf(2), rowOf(2), rowOf(2)]))(state, dispatch);

const mark = (type) => ({ on: (state) => marked(state, type), run: toggleMark(type) });
const plain = (run) => ({ run });

export const acts = {
  strong: mark(marks.strong),
  em: mark(marks.em),
  heading: heading(3),
  subheading: heading(4),
  bullet_list: list(nodes.bullet_list),
  ordered_list: list(nodes.ordered_list),
  sink: plain(sink),
  lift: plain(liftListItem(nodes.list_item)),
  quote,
  link,
  secret,
  footnote: plain(footnote),
  table: plain(table),
  undo: plain(undo),
  redo: plain(redo),
  ...tableActs,
};
