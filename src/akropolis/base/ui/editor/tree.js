// A text as plain trees, block by block, each with the stretch of the text that it was read from.
// What a tree cannot say (marks inside lists, what is sealed) is `raw`: it stays as it was typed.

import { blockTokens, depth, inlineTokens, readable } from "./grammar.js";
import { scan, TOKEN } from "./scanner.js";

const TAKES = new Set(["bullet_list", "ordered_list", "footnote"]);
export const CHART = "diagram";

// The text's blocks as [{ tree, source, gap }] after `lead`, or null for a text that is left to the plain field.
export function read(text) {
  if (!readable(text)) return null;
  const scanned = scan(text);
  const { tokens, astray } = blockTokens(scanned.text);
  if (depth(tokens) > 6) return null;
  const builder = new Builder(tokens, scanned.marks);
  const found = builder.top();
  const lines = lineStarts(scanned.text);
  const starts = found.map((block) => scanned.from(lines[block.line]));
  let blocks = found.map((block, index) => piece(text, block.tree, starts[index], starts[index + 1] ?? text.length));
  const last = (reached) => Math.max(0, found.filter(reached).length - 1);
  const broken = [
    ...(builder.astray < 0 ? [] : [builder.astray]),
    ...(astray < 0 ? [] : [last((block) => block.line <= astray)]),
    ...(scanned.sealed < 0 ? [] : [last((_, index) => starts[index] <= scanned.sealed)]),
  ];
  if (broken.length) {
    let first = Math.min(...broken);
    // What is moved in after a list would be read as the list's, if the list were written anew.
    while (first > 0 && text[starts[first]] === " " && TAKES.has(found[first - 1].tree.type)) first--;
    blocks = [...blocks.slice(0, first), raw(text, starts[first], text.length)];
  }
  return { lead: text.slice(0, starts[0] ?? text.length), blocks: folded(blocks, text) };
}

function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function piece(text, tree, start, end) {
  const whole = text.slice(start, end);
  const source = whole.replace(/\s*$/, "");
  return { tree, start, source, gap: whole.slice(source.length) };
}

export const rawTree = (source) => ({ type: "raw", source });

function raw(text, start, end) {
  const block = piece(text, null, start, end);
  return { ...block, tree: rawTree(block.source) };
}

// A mark's start, its end and what stands between become one block; a start without an end takes the rest, raw.
function folded(blocks, text) {
  const out = [];
  const open = [];
  for (const block of blocks) {
    const list = open.length ? open.at(-1).inner : out;
    if (block.tree.type === "start") {
      open.push({ block, inner: [], list });
    } else if (block.tree.type === "end") {
      const { block: first, inner, list: outer } = open.pop();
      const source = text.slice(first.start, block.start + block.source.length);
      outer.push({ tree: { type: "secret", law: first.tree.law, blocks: inner }, start: first.start, source, gap: block.gap });
    } else {
      list.push(block);
    }
  }
  if (open.length) open[0].list.push(raw(text, open[0].block.start, text.length));
  return out;
}

export const bare = (tree) => JSON.stringify(tree, (name, value) => (["source", "gap", "start"].includes(name) ? undefined : value));

class Builder {
  constructor(tokens, marks) {
    this.tokens = tokens;
    this.marks = marks;
    this.position = 0;
    this.astray = -1;
    this.notes = new Set(tokens.filter((token) => token.type === "footnote_open").map((token) => token.meta.label));
  }

  next() {
    return this.tokens[this.position++];
  }

  top() {
    const out = [];
    while (this.position < this.tokens.length) {
      const token = this.next();
      const tree = this.block(token, true);
      if (JSON.stringify(tree).includes('"astray"') && this.astray < 0) this.astray = out.length;
      out.push({ tree, line: token.map[0] });
    }
    return out;
  }

  blocks(until) {
    const out = [];
    for (let token; (token = this.next()).type !== until; ) out.push(this.block(token, false));
    return out;
  }

  block(token, top) {
    switch (token.type) {
      case "heading_open":
        return { type: "heading", level: Number(token.tag[1]), inlines: this.words() };
      case "bullet_list_open":
        return { type: "bullet_list", items: this.items("bullet_list_close") };
      case "ordered_list_open":
        return { type: "ordered_list", start: Number(token.attrGet("start") ?? 1), items: this.items("ordered_list_close") };
      case "blockquote_open":
        return { type: "blockquote", blocks: this.blocks("blockquote_close") };
      case "table_open":
        return this.table();
      case "footnote_open":
        return { type: "footnote", label: token.meta.label, blocks: this.blocks("footnote_close") };
      default:
        return this.paragraph(top);
    }
  }

  paragraph(top) {
    const inlines = this.words();
    const [only] = inlines;
    if (inlines.length === 1) {
      if (top && ["start", "end"].includes(only.type)) return only;
      if (top && only.type === "figure" && only.words === CHART) return { type: "chart", key: only.key };
    }
    const mark = (inline) => ["start", "end", "sealed"].includes(inline.type);
    return inlines.some(mark) ? { type: "astray" } : { type: "paragraph", inlines };
  }

  words() {
    const inlines = this.inlines(this.next().children);
    this.next();
    return inlines;
  }

  items(until) {
    const items = [];
    while (this.next().type !== until) items.push(this.blocks("list_item_close"));
    return items;
  }

  table() {
    const rows = [];
    const sides = [];
    for (let token; (token = this.next()).type !== "table_close"; ) {
      if (token.type === "tr_open") rows.push([]);
      else if (token.type === "inline") rows.at(-1).push(this.inlines(token.children));
      else if (token.type === "th_open") sides.push(/right|center/.exec(token.attrGet("style") ?? "")?.[0] ?? "left");
    }
    return { type: "table", sides, rows };
  }

  inlines(tokens) {
    const stack = [{ name: "", out: [] }];
    for (const token of tokens) {
      const top = stack.at(-1).out;
      if (token.nesting === 1) {
        stack.push({ name: token.type, out: [], href: token.attrGet("href") });
      } else if (token.nesting === -1) {
        const { name, out, href } = stack.pop();
        const type = name.replace("_open", "");
        const again = stack.some((held) => held.name === name);
        if (again) stack.at(-1).out.push(...out);
        else if (out.length) stack.at(-1).out.push(type === "link" ? { type, href, inlines: joined(out) } : { type, inlines: joined(out) });
      } else if (token.type === "softbreak") {
        top.push(word(" "));
      } else if (token.type === "hardbreak") {
        top.push({ type: "hard_break" });
      } else if (token.type === "footnote_ref") {
        const label = token.meta.label;
        top.push(this.notes.has(label) ? { type: "reference", label } : word(`[^${label}]`));
      } else {
        this.typed(token.content, top);
      }
    }
    return joined(stack[0].out);
  }

  typed(text, out) {
    text.split(TOKEN).forEach((part, index) => {
      if (index % 2 === 0) {
        if (part) out.push(word(part));
        return;
      }
      const { kind, inner, ...rest } = this.marks[Number(part)];
      out.push({ type: kind, ...rest, ...(kind === "secret" && { inlines: this.inlines(inlineTokens(inner)) }) });
    });
  }
}

const word = (text) => ({ type: "text", text });

function joined(inlines) {
  const out = [];
  for (const inline of inlines) {
    const last = out.at(-1);
    if (inline.type === "text" && last?.type === "text") out[out.length - 1] = word(last.text + inline.text);
    else out.push(inline);
  }
  return out;
}
