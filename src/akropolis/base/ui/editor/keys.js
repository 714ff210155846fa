// Keys, and signs that become what they mean as they are typed.

import { baseKeymap, chainCommands } from "prosemirror-commands";
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import { acts } from "./acts.js";
import { schema } from "./schema.js";
import { down, inTable, step } from "./tables.js";

const { nodes, marks } = schema;
const act = (name) => (state, dispatch) => acts[name].run(state, dispatch);

function lineBreak(state, dispatch) {
  const { parent } = state.selection.$from;
  if (inTable(state) || !parent.inlineContent || parent.type === nodes.heading) return true;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

// A footnote is one paragraph: the key leads on to a new one after it.
function afterFootnote(state, dispatch) {
  const { $from } = state.selection;
  if ($from.parent.type !== nodes.footnote) return false;
  const tr = state.tr.insert($from.after(), nodes.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve($from.after() + 1))).scrollIntoView());
  return true;
}

export const keys = [
  keymap({
    "Mod-b": act("strong"),
    "Mod-i": act("em"),
    "Mod-z": act("undo"),
    "Mod-y": act("redo"),
    "Shift-Mod-z": act("redo"),
    "Mod-]": act("sink"),
    "Mod-[": act("lift"),
    "Shift-Enter": lineBreak,
    Enter: chainCommands(down, afterFootnote, splitListItem(nodes.list_item)),
    Tab: step(1),
    "Shift-Tab": step(-1),
    Backspace: undoInputRule,
  }),
  keymap(baseKeymap),
];

function between(pattern, type) {
  return new InputRule(pattern, (state, match, start, end) => {
    const from = start + match[0].indexOf(match[1]);
    const tr = state.tr.delete(from + match[1].length, end).delete(start, from);
    return tr.addMark(start, start + match[1].length, type.create()).removeStoredMark(type);
  });
}

export const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*-\s$/, nodes.bullet_list),
    wrappingInputRule(/^([0-9]{1,3})\.\s$/, nodes.ordered_list, (match) => ({ start: Number(match[1]) })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, (match) => ({ level: Math.max(3, match[1].length) })),
    between(/\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
    between(/(?<![*\p{L}\p{N}])\*([^*\s](?:[^*]*[^*\s])?)\*$/u, marks.em),
  ],
});
