// The Markdown that is allowed, as `lib/markdown/parser.py` has it: the same parser, with the same rules put in.

import MarkdownIt from "markdown-it";
import listBlock from "markdown-it/lib/rules_block/list.mjs";
import tableBlock from "markdown-it/lib/rules_block/table.mjs";
import link from "markdown-it/lib/rules_inline/link.mjs";

export const DEEPEST = 6;
const SIGNS = 10000;
// Signs of tokens, of control and of lines, which the two languages read in their own ways.
const ODD = /[\ue000\ue001\x00-\x08\x0b-\x1f\x85\u2028\u2029\ufeff]/;
const SIGN = /[\n*_[|{!\ue000\ue001]/g;
const ALLOWED_LINK = /^(?:https?:\/\/[^\s\\]+|mailto:[^\s\\]+|\/(?![/\\])[^\s\\]*)$/i;
const PRIVATE = /%EE%80%8[01]|[\ue000\ue001]/i;
const LIST_LINE = /^(?:-|[0-9]{1,9}\.)(?:\s|$)/;
const REFERENCE = /\[\^([^\s\]]{1,80})\]/y;
const HOLDERS = /^(?:bullet_list|ordered_list|blockquote)_/;
const LEADING = /(?:>[ \t]*|-[ \t]+|[0-9]{1,9}\.[ \t]+)/y;

export const allowed = (url) => ALLOWED_LINK.test(url) && !PRIVATE.test(url);
const lineOf = (state, line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);

function dashList(state, start, end, silent) {
  return LIST_LINE.test(lineOf(state, start)) && listBlock(state, start, end, silent);
}

function cells(row) {
  return row.replace(/^\|/, "").replace(/\|$/, "").split(/(?<!\\)\|/).length;
}

function wholeTable(state, start, end, silent) {
  if (silent || !tableBlock(state, start, end, true)) return tableBlock(state, start, end, silent);
  if (start < (state.env.typed ?? 0)) return false;
  let columns = 0;
  for (let line = start; line < end; line++) {
    const row = lineOf(state, line).trim();
    if (!row) break;
    columns ||= cells(row);
    if (cells(row) > columns) {
      let last = line;
      while (last < end && !state.isEmpty(last)) last++;
      state.env.typed = last;
      return false;
    }
  }
  const found = tableBlock(state, start, end, silent);
  if (found && state.line < end && !state.isEmpty(state.line) && far(state, state.line)) note(state, start);
  return found;
}

// The server's parser takes a line that is moved in by four or more for what it looks like, this one for words: where a
// block begins so, or a table goes on so, the two may part, and the line is noted.
const far = (state, line) => state.sCount[line] - state.blkIndent >= 4;
const note = (state, line) => (state.env.astray = Math.min(state.env.astray ?? line, line));

function movedIn(state, start, end) {
  const rule = start + 1 < end && far(state, start + 1) && /^[|:-][|:\s-]*$/.test(lineOf(state, start + 1));
  if (far(state, start) || rule) note(state, start);
  return false;
}

function footnote(state, start, end, silent) {
  if (state.sCount[start] - state.blkIndent >= 4) return false;
  const begin = state.bMarks[start] + state.tShift[start];
  const found = /^\[\^([^ \]]+)\]:/.exec(state.src.slice(begin, state.eMarks[start]));
  if (!found) return false;
  if (silent) return true;
  const after = begin + found[0].length;
  const [mark, shift, count, parent] = [state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType];
  const initial = count + found[0].length;
  let [position, offset] = [after, initial];
  for (; position < state.eMarks[start] && " \t".includes(state.src[position]); position++) {
    offset += state.src[position] === "\t" ? 4 - (offset % 4) : 1;
  }
  const opening = state.push("footnote_open", "", 1);
  opening.meta = { label: found[1] };
  state.bMarks[start] = after;
  state.tShift[start] = position - after;
  state.sCount[start] = offset - initial;
  state.blkIndent += 4;
  state.parentType = "footnote";
  if (state.sCount[start] < state.blkIndent) state.sCount[start] += state.blkIndent;
  state.md.block.tokenize(state, start, end);
  state.blkIndent -= 4;
  [state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType] = [mark, shift, count, parent];
  opening.map = [start, state.line];
  state.push("footnote_close", "", -1);
  return true;
}

function literal(state, silent) {
  const size = state.src[state.pos] === "_" ? 1 : state.src.startsWith("![", state.pos) ? 2 : 0;
  if (!size) return false;
  if (!silent) state.pending += state.src.slice(state.pos, state.pos + size);
  state.pos += size;
  return true;
}

function linkStarts(source) {
  const starts = new Set();
  const opened = [];
  for (const found of source.matchAll(/(?<!!)\[|\]/g)) {
    if (found[0] === "[") {
      opened.push({ at: found.index, holds: 0 });
    } else if (opened.length) {
      const { at, holds } = opened.pop();
      if (source[found.index + 1] === "(" && holds <= DEEPEST) starts.add(at);
      const outer = opened.at(-1);
      if (outer) outer.holds = Math.max(outer.holds, holds + 1);
    }
  }
  return starts;
}

function closedLink(state, silent) {
  if (state.src[state.pos] !== "[") return false;
  if (state.env.linksOf !== state.src) Object.assign(state.env, { linksOf: state.src, links: linkStarts(state.src) });
  return state.env.links.has(state.pos) && link(state, silent);
}

function reference(state, silent) {
  REFERENCE.lastIndex = state.pos;
  const found = REFERENCE.exec(state.src);
  if (!found || REFERENCE.lastIndex > state.posMax) return false;
  if (!silent) state.push("footnote_ref", "", 0).meta = { label: found[1] };
  state.pos = REFERENCE.lastIndex;
  return true;
}

const parser = new MarkdownIt("zero", { maxNesting: 200 });
parser.validateLink = allowed;
parser.block.ruler.at("list", dashList, { alt: ["paragraph", "reference", "blockquote"] });
parser.block.ruler.at("table", wholeTable, { alt: ["paragraph", "reference"] });
parser.block.ruler.before("reference", "footnote", footnote, { alt: ["paragraph", "reference"] });
parser.block.ruler.before("table", "moved_in", movedIn);
parser.inline.ruler.at("link", closedLink);
parser.inline.ruler.after("image", "reference", reference);
parser.inline.ruler.before("emphasis", "literal", literal);
parser.enable(["moved_in", "heading", "list", "blockquote", "table", "newline", "literal", "emphasis", "link"]);

// The text's tokens, and from which line on the server's reading may be another (-1: nowhere).
export function blockTokens(text) {
  const env = {};
  const tokens = parser.parse(text, env);
  const found = [env.astray ?? -1, afterQuote(text)].filter((line) => line >= 0);
  return { tokens, astray: found.length ? Math.min(...found) : -1 };
}

// The first line that is moved in after a quote's without an empty one between: the same doubt.
function afterQuote(text) {
  let quoted = false;
  return text.split("\n").findIndex((line) => {
    quoted = /\S/.test(line) && (quoted || /^ *>/.test(line));
    return quoted && /^(?: {4,}|\t)(?:[-#>|]|[0-9]+\.)/.test(line);
  });
}

export const inlineTokens = (text) => parser.parseInline(text, {})[0].children;

// What the server reads as typed text from end to end is for the plain field.
export function readable(text) {
  return !ODD.test(text) && (text.match(SIGN)?.length ?? 0) <= SIGNS && !tooDeep(text);
}

function tooDeep(text) {
  return text.split("\n").some((line) => {
    const bare = line.replace(/^[ \t]+/, "");
    let markers = 0;
    LEADING.lastIndex = 0;
    while (LEADING.test(bare)) markers++;
    return line.length - bare.length > 64 || markers > 2 * DEEPEST;
  });
}

export function depth(tokens) {
  let [now, most] = [0, 0];
  for (const token of tokens) {
    if (HOLDERS.test(token.type)) now += token.nesting;
    most = Math.max(most, now);
  }
  return most;
}
