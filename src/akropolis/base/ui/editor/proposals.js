// A proposed text stands where the writing ends. Taken, it becomes paragraphs that one changes or undoes like one's own.

import { TextSelection } from "prosemirror-state";
import { fragment } from "./reader.js";

export function proposals(root, { view }) {
  const part = document.querySelector("[data-proposal]");
  if (!part) return;
  root.append(part);
  // No longer one that sends the form: it would be the form's first, and what Enter in another field presses.
  const take = part.querySelector("button[formaction]");
  take.type = "button";
  take.addEventListener("click", () => {
    const { doc } = view.state;
    const empty = doc.childCount === 1 && !doc.textContent && doc.firstChild.isTextblock;
    const last = doc.lastChild.isTextblock && !doc.lastChild.content.size ? doc.lastChild.nodeSize : 0;
    const from = empty ? 0 : doc.content.size - last;
    const tr = view.state.tr.replaceWith(from, doc.content.size, fragment(part.dataset.proposal));
    view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
    part.remove();
    view.focus();
  });
}
