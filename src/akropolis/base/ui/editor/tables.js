// Rows and columns of a table, and how one goes from cell to cell.

import { TextSelection } from "prosemirror-state";
import { schema } from "./schema.js";

const { nodes } = schema;

function cellAt(state) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 2; depth--) {
    if ($from.node(depth).type !== nodes.table_cell) continue;
    return { table: $from.node(depth - 2), pos: $from.before(depth - 2), row: $from.index(depth - 2), column: $from.index(depth - 1) };
  }
  return null;
}

function place(doc, pos, row, column) {
  const table = doc.nodeAt(pos);
  let at = pos + 1;
  for (let index = 0; index < row; index++) at += table.child(index).nodeSize;
  for (let index = 0; index < column; index++) at += table.child(row).child(index).nodeSize;
  return at + 2;
}

// The table made anew by `change` of its rows and columns' sides, with the cell that one then stands in.
function changed(change) {
  return (state, dispatch) => {
    const found = cellAt(state);
    if (!found) return false;
    const rows = found.table.content.content.map((row) => [...row.content.content]);
    const sides = rows[0].map((_, index) => found.table.attrs.sides[index] ?? "left");
    const [row, column] = change(rows, sides, found) ?? [found.row, found.column];
    const tr = state.tr;
    const end = found.pos + found.table.nodeSize;
    if (!rows.length || !rows[0].length) {
      tr.replaceWith(found.pos, end, nodes.paragraph.create());
      dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(found.pos))));
      return true;
    }
    tr.replaceWith(found.pos, end, nodes.table.create({ sides }, rows.map((cells) => nodes.table_row.create(null, cells))));
    const at = place(tr.doc, found.pos, Math.min(row, rows.length - 1), Math.min(column, rows[0].length - 1));
    dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(at))).scrollIntoView());
    return true;
  };
}

const cells = (count) => Array.from({ length: count }, () => nodes.table_cell.create());

const addRow = changed((rows, sides, { row, column }) => {
  rows.splice(row + 1, 0, cells(sides.length));
  return [row + 1, column];
});
const addColumn = changed((rows, sides, { row, column }) => {
  rows.forEach((each) => each.splice(column + 1, 0, ...cells(1)));
  sides.splice(column + 1, 0, "left");
  return [row, column + 1];
});
const removeRow = changed((rows, _sides, { row }) => void rows.splice(row, 1));
const removeColumn = changed((rows, sides, { column }) => {
  rows.forEach((each) => each.splice(column, 1));
  sides.splice(column, 1);
});
const alignRight = changed((_rows, sides, { column }) => void (sides[column] = sides[column] === "right" ? "left" : "right"));
const removeTable = changed((rows) => void rows.splice(0));

export const inTable = (state) => Boolean(cellAt(state));

// To the next cell or the one before; false at the end, so that the key leads out of the text as it does elsewhere.
export function step(by) {
  return (state, dispatch) => {
    const found = cellAt(state);
    if (!found) return false;
    const columns = found.table.firstChild.childCount;
    const next = found.row * columns + found.column + by;
    if (next < 0 || next >= columns * found.table.childCount) return false;
    const at = place(state.doc, found.pos, Math.floor(next / columns), next % columns);
    dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve(at))).scrollIntoView());
    return true;
  };
}

// Down a row; below the last one a new one.
export function down(state, dispatch) {
  const found = cellAt(state);
  if (!found) return false;
  return found.row + 1 < found.table.childCount ? step(found.table.firstChild.childCount)(state, dispatch) : addRow(state, dispatch);
}

export const tableActs = {
  add_row: { run: addRow },
  add_column: { run: addColumn },
  remove_row: { run: removeRow },
  remove_column: { run: removeColumn },
  align_right: { run: alignRight, on: (state) => aligned(state) === "right" },
  remove_table: { run: removeTable },
};

function aligned(state) {
  const found = cellAt(state);
  return found?.table.attrs.sides[found.column];
}
