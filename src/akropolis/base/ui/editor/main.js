// The text field of a chapter as a page that one writes on. The field stays in the form, hidden, and holds the same text:
// saving, counting words and telling two writers apart work as they do without this file.

import { Slice } from "prosemirror-model";
import { history } from "prosemirror-history";
import { EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { putBlock, putFigure } from "./acts.js";
import { known, views } from "./figures.js";
import { keys, rules } from "./keys.js";
import { cleaned, heavy } from "./paste.js";
import { proposals } from "./proposals.js";
import { fragment, open } from "./reader.js";
import { saving } from "./saving.js";
import { schema } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { slash } from "./slash.js";
import { unchanged } from "./unchanged.js";
import { textOf, write } from "./writer.js";

const LATER = 200; // milliseconds until the field follows what is written
const { nodes } = schema;
const ENDS = new Set([nodes.table, nodes.chart, nodes.secret_block, nodes.raw]);

export function mount(root) {
  const area = document.getElementById(root.dataset.editorFor);
  const figures = known();
  let kept = null;
  let timer = 0;

  function begun(text) {
    const found = open(text);
    if (!found) return null;
    kept = found.kept;
    return EditorState.create({ doc: ended(found.doc), plugins: [slash(root, figures), ...keys, rules, history(), trailing, unchanged()] });
  }

  const state = begun(area.value);
  if (!state) return null;
  const surface = root.querySelector("[data-surface]");
  const { label, ...words } = surface.dataset;
  const view = new EditorView(surface, {
    state,
    attributes: described(area, label),
    nodeViews: views(figures, words),
    clipboardTextParser: sliced,
    transformPastedHTML: cleaned,
    handlePaste: (view, event) => heavy(view, event, words.heavy),
    clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n\n", (leaf) => figures.get(leaf.attrs.key)?.value ?? ""),
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      update(view.state);
      if (tr.docChanged) follow();
    },
  });
  const update = toolbar(root, view, figures);
  update(view.state);

  function follow() {
    clearTimeout(timer);
    timer = setTimeout(settle, LATER);
  }

  function settle() {
    clearTimeout(timer);
    const text = textOf(view.state.doc, kept);
    if (area.hidden && text !== area.value) {
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function show(written) {
    root.hidden = !written;
    area.hidden = written;
  }

  window.addEventListener("submit", (event) => event.target === area.form && settle(), { capture: true });
  window.addEventListener("beforeunload", settle, { capture: true });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert]");
    if (event.target.closest?.(`a[href="#${area.id}"]`)) requestAnimationFrame(() => view.focus());
    if (!button || root.hidden || button.form !== area.form) return;
    event.preventDefault();
    event.stopPropagation();
    const key = button.value;
    const put = "alone" in button.dataset ? putBlock(nodes.chart.create({ key })) : putFigure(key);
    put(view.state, view.dispatch);
    view.focus();
  }, { capture: true });
  show(true);
  return { view, area, settle, show, reopen: (text) => view.updateState(begun(text)) };
}

function sliced(text) {
  const content = fragment(text.replace(/\r\n?/g, "\n"));
  return new Slice(content, content.firstChild?.isTextblock ? 1 : 0, content.lastChild?.isTextblock ? 1 : 0);
}

// There is always a line to go on at, below what cannot be written after.
const trailing = new Plugin({
  appendTransaction: (_transactions, _before, state) =>
    ENDS.has(state.doc.lastChild.type)
      ? state.tr.insert(state.doc.content.size, nodes.paragraph.create()).setMeta("addToHistory", false)
      : null,
});

function ended(doc) {
  return ENDS.has(doc.lastChild.type) ? doc.copy(doc.content.addToEnd(nodes.paragraph.create())) : doc;
}

function described(area, label) {
  const from = (name) => (area.hasAttribute(name) ? { [name]: area.getAttribute(name) } : {});
  return {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label,
    class: "ak-prose ak-writing__page",
    spellcheck: "true",
    lang: "sv",
    ...from("aria-describedby"),
    ...from("aria-invalid"),
  };
}

for (const root of document.querySelectorAll("[data-editor-for]")) {
  const editor = mount(root);
  if (editor) proposals(root, editor);
  const line = root.parentElement.querySelector("[data-autosave-line]");
  if (editor && line) {
    const changed = saving(line, editor);
    line.hidden = false;
    editor.area.addEventListener("input", changed);
    performance.mark("akropolis editor ready");
  }
}

export { open, textOf, write };
