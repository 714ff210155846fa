// Paragraphs from last year that nobody has touched: amber until a word in them is another, or somebody says that they
// still hold. The page lists their words; what they are called stands over the list.

import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

function words(node) {
  const leaf = ({ attrs }) => (attrs.key ? attrs.words || `{figure:${attrs.key}}` : " ");
  return node.textBetween(0, node.content.size, " ", leaf).replace(/\s+/g, " ").trim();
}

export function unchanged() {
  const listed = [...document.querySelectorAll("[data-unchanged]")];
  const old = new Set(listed.map((each) => each.dataset.unchanged));
  const attributes = { class: "ak-unchanged", title: listed[0]?.closest("[data-unchanged-title]")?.dataset.unchangedTitle ?? "" };

  function decorations({ doc }) {
    const found = [];
    doc.forEach((node, place) => {
      if (old.has(words(node))) found.push(Decoration.node(place, place + node.nodeSize, attributes));
    });
    return DecorationSet.create(doc, found);
  }

  return new Plugin({ props: old.size ? { decorations } : {} });
}
