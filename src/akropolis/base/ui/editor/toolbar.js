// The toolbar that the page has drawn, hidden, and the line below it about what one stands in.

import { NodeSelection } from "prosemirror-state";
import { acts, around, putBlock, putFigure, reach } from "./acts.js";
import { allowed } from "./grammar.js";
import { schema } from "./schema.js";
import { inTable } from "./tables.js";

const { nodes, marks } = schema;

export function toolbar(root, view, figures) {
  const bar = root.querySelector("[role=toolbar]");
  const buttons = [...bar.querySelectorAll("button")];
  const parts = [...root.querySelectorAll("[data-when]")];
  rove(bar, buttons);

  root.addEventListener("mousedown", (event) => {
    if (event.target.closest("button[data-act]")) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    own[button.dataset.act]?.() ?? acts[button.dataset.act]?.run(view.state, view.dispatch);
    const field = ["secret", "link"].includes(button.dataset.act) && root.querySelector(`[data-when=${button.dataset.act}] input`);
    if (field && !field.closest("[hidden]")) field.select();
    else view.focus();
  });
  for (const [name, write] of Object.entries(fields)) {
    const field = root.querySelector(`[data-when=${name}] input`);
    field.addEventListener("input", () => {
      write(view, field.value.trim());
      field.setAttribute("aria-invalid", String(name === "link" && !allowed(field.value.trim())));
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      view.focus();
    });
  }

  const own = {
    insert() {
      const { $from } = view.state.selection;
      const before = $from.parent.textBetween(0, $from.parentOffset, "", "x");
      view.dispatch(view.state.tr.insertText(/\S$/u.test(before) ? " /" : "/"));
      return true;
    },
    chart() {
      const { node, from, to } = view.state.selection;
      view.dispatch(view.state.tr.delete(from, to));
      putBlock(nodes.chart.create({ key: node.attrs.key }))(view.state, view.dispatch);
      return true;
    },
    figure() {
      const { node } = view.state.selection;
      view.dispatch(view.state.tr.replaceSelectionWith(nodes.paragraph.create()));
      putFigure(node.attrs.key)(view.state, view.dispatch);
      return true;
    },
    remove() {
      view.dispatch(view.state.tr.deleteSelection());
      return true;
    },
  };

  return function update(state) {
    for (const button of root.querySelectorAll("button[data-act]")) {
      const act = acts[button.dataset.act];
      if (act?.on) button.setAttribute("aria-pressed", String(act.on(state)));
      if (act) button.setAttribute("aria-disabled", String(!act.run(state)));
    }
    const here = standing(state);
    for (const part of parts) part.hidden = !(part.dataset.when in here);
    for (const name of Object.keys(fields)) {
      const field = root.querySelector(`[data-when=${name}] input`);
      if (name in here && document.activeElement !== field) field.value = here[name];
    }
    told(root, state, figures);
  };
}

const fields = {
  secret(view, law) {
    const { state } = view;
    const found = reach(state, marks.secret);
    const block = around(state, nodes.secret_block);
    if (found) view.dispatch(state.tr.addMark(found[0], found[1], marks.secret.create({ law })));
    else if (block) view.dispatch(state.tr.setNodeMarkup(block.pos, null, { law }));
  },
  link(view, href) {
    const found = reach(view.state, marks.link);
    if (found) view.dispatch(view.state.tr.addMark(found[0], found[1], marks.link.create({ href })));
  },
};

// What one stands in, with the words of its field.
function standing(state) {
  const { selection } = state;
  const secret = reach(state, marks.secret)?.[2] ?? around(state, nodes.secret_block)?.node;
  const link = reach(state, marks.link)?.[2];
  const picked = selection instanceof NodeSelection ? selection.node.type.name : "";
  return {
    ...(secret && { secret: secret.attrs.law }),
    ...(link && { link: link.attrs.href }),
    ...(inTable(state) && { table: "" }),
    ...(["figure", "chart"].includes(picked) && { [picked]: "", picked: "" }),
    ...(selection.$from.parent.type === nodes.raw && { raw: "" }),
  };
}

function told(root, { selection }, figures) {
  const key = selection instanceof NodeSelection && selection.node.attrs.key;
  if (!key) return;
  const figure = figures.get(key);
  root.querySelector("[data-figure-name]").textContent = figure ? `${figure.name}: ${figure.value}` : key;
  const source = root.querySelector("[data-figure-source]");
  source.hidden = !figure;
  if (figure) source.href = figure.url;
  root.querySelector("[data-act=chart]").hidden = !figure?.drawn;
}

// One of the buttons is reached by Tab, the others by the arrows.
function rove(bar, buttons) {
  const choose = (chosen) => buttons.forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  choose(buttons[0]);
  bar.addEventListener("focusin", (event) => choose(event.target));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  });
}
