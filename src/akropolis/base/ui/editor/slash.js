// The list that "/" opens: what can be put in, and every figure that has been gathered. It is read as a listbox that
// the text points at, so that one goes on writing while one chooses.

import { acts, putBlock, putFigure } from "./acts.js";
import { Plugin } from "prosemirror-state";
import { schema } from "./schema.js";

const SHOWN = 8;
const TYPED = /(?:^|\s)\/([\p{L}\p{N} -]{0,30})$/u;

export function slash(root, figures) {
  const list = root.querySelector("[role=listbox]");
  const given = [...root.querySelectorAll("[data-act]")].filter((button) => button.closest("[role=toolbar]") && button.dataset.put !== undefined);
  let found = [];
  let chosen = 0;
  let away = -1;

  function choices(words) {
    const all = [
      ...given.map((button) => ({ label: button.textContent.trim(), run: (view) => acts[button.dataset.act].run(view.state, view.dispatch, view) })),
      ...[...figures.values()].flatMap((figure) => [
        { label: figure.name, value: figure.value, run: (view) => putFigure(figure.key)(view.state, view.dispatch) },
        ...(figure.drawn ? [{ label: `${list.dataset.chart}: ${figure.name}`, run: (view) => putBlock(schema.nodes.chart.create({ key: figure.key }))(view.state, view.dispatch) }] : []),
      ]),
    ];
    const parts = words.toLowerCase().split(" ").filter(Boolean);
    return all.filter(({ label }) => parts.every((part) => label.toLowerCase().includes(part))).slice(0, SHOWN);
  }

  function typed(state) {
    const { $from, empty } = state.selection;
    if (!empty || !$from.parent.inlineContent || $from.parent.type === schema.nodes.raw) return null;
    const before = $from.parent.textBetween(0, $from.parentOffset, "\ufffc", "\ufffc");
    const match = TYPED.exec(before);
    return match && { words: match[1], from: $from.pos - match[1].length - 1, to: $from.pos };
  }

  function close(view) {
    found = [];
    list.hidden = true;
    view.dom.removeAttribute("aria-activedescendant");
    view.dom.removeAttribute("aria-controls");
  }

  function draw(view) {
    list.replaceChildren(
      ...found.map(({ label, value }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", String(index === chosen));
        option.append(label);
        if (value) option.append(Object.assign(document.createElement("span"), { textContent: value }));
        return option;
      }),
    );
    list.hidden = false;
    view.dom.setAttribute("aria-controls", list.id);
    view.dom.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    const { left, bottom } = view.coordsAtPos(view.state.selection.from);
    const box = root.getBoundingClientRect();
    list.style.insetInlineStart = `${Math.max(0, Math.min(left - box.left, box.width - list.offsetWidth - 8))}px`;
    list.style.insetBlockStart = `${bottom - box.top + 4}px`;
  }

  function take(view, choice) {
    const at = typed(view.state);
    close(view);
    if (at) view.dispatch(view.state.tr.delete(at.from, at.to));
    choice.run(view);
    view.focus();
  }

  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        if (!found.length) return false;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
          chosen = (chosen + step + found.length) % found.length;
          draw(view);
        } else if (event.key === "Enter" || event.key === "Tab") take(view, found[chosen]);
        else if (event.key === "Escape") {
          away = typed(view.state)?.from ?? -1;
          close(view);
        } else return false;
        return true;
      },
      handleDOMEvents: { blur: (view) => void close(view) },
    },
    view(view) {
      list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const index = [...list.children].indexOf(event.target.closest("[role=option]"));
        if (index >= 0) take(view, found[index]);
      });
      return {
        update(current, before) {
          if (current.state.doc.eq(before.doc) && current.state.selection.eq(before.selection)) return;
          const at = typed(current.state);
          if (!at || at.from === away) {
            if (!at) away = -1;
            return found.length ? close(current) : undefined;
          }
          found = choices(at.words);
          chosen = 0;
          if (found.length) draw(current);
          else close(current);
        },
      };
    },
  });
}
