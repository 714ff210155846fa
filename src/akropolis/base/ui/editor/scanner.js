// The marks for figures and secrecy in a text, found before Markdown sees it: `lib/markdown/marks.py` in the browser.
// Each becomes a token of two private-use characters; `source(at)` says where in the text a place in `text` comes from.

const CANDIDATE = /\{\s*(?:(figure\s*:)|(\/?\s*(?:secret|sekretess)(?![\p{L}\p{N}_])))/giu;
const FIGURE = /\{figure:([\p{L}\p{N}_.:/-]{1,200})(?:\|([^{}\n]*))?\}/uy;
const BLOCK_START = /\{\s*(?:secret|sekretess)[ \t]+([^{}|\n]*)\}[ \t]*$/imuy;
const BLOCK_END = /\{\s*\/\s*(?:secret|sekretess)\s*\}[ \t]*$/imuy;
const INLINE_START = /\{\s*(?:secret|sekretess)\s*:\s*([^{}|\n]*)\s*\|/iuy;
const BLANK = /\n[ \t>]*(?:\n|$)/g;
const MARGIN = /^[ \t>]*$/;
export const TOKEN = /\ue000([0-9]+)\ue001/;

const at = (pattern, text, index) => {
  pattern.lastIndex = index;
  return pattern.exec(text);
};

export function scan(source) {
  const marks = [];
  const pieces = [];
  let text = "";
  let open = 0;
  let sealed = -1;

  function put(words, from, verbatim = false) {
    if (!words) return;
    pieces.push({ at: text.length, from, verbatim });
    text += words;
  }
  const typed = (from, to) => put(source.slice(from, to), from, true);
  const token = (mark) => `\ue000${marks.push(mark) - 1}\ue001`;

  function paragraphEnd(start) {
    const found = at(BLANK, source, start);
    return found ? found.index : source.length;
  }

  function closingBrace(start) {
    const end = paragraphEnd(start);
    for (let depth = 1, i = start; i < end; i++) {
      if (source[i] === "{") depth++;
      else if (source[i] === "}" && --depth === 0) return i;
    }
    return -1;
  }

  function figure(found) {
    return token({ kind: "figure", key: found[1], words: found[2] ?? null });
  }

  function words(law, start, end) {
    let inner = "";
    let position = start;
    for (let found; (found = at(CANDIDATE, source, position)) && found.index < end; ) {
      inner += source.slice(position, found.index);
      const whole = found[1] && at(FIGURE, source, found.index);
      const fits = whole && whole.index + whole[0].length <= end;
      inner += fits ? figure(whole) : "{";
      position = found.index + (fits ? whole[0].length : 1);
    }
    return token({ kind: "secret", law, inner: inner + source.slice(position, Math.max(position, end)) });
  }

  function own(mark, lineStart, start) {
    const margin = source.slice(lineStart, start);
    put(`\n${margin.includes(">") ? "" : margin}${token(mark)}\n\n`, lineStart);
  }

  function secret(position, found) {
    const start = found.index;
    const lineStart = source.lastIndexOf("\n", start - 1) + 1;
    const alone = lineStart >= position && MARGIN.test(source.slice(lineStart, start));
    if (found[2].startsWith("/")) {
      const end = at(BLOCK_END, source, start);
      if (end && alone && open) {
        open--;
        typed(position, lineStart);
        own({ kind: "end" }, lineStart, start);
        return start + end[0].length;
      }
      typed(position, start + 1);
      return start + 1;
    }
    const block = alone && at(BLOCK_START, source, start);
    if (block) {
      open++;
      typed(position, lineStart);
      own({ kind: "start", law: block[1].trimEnd() }, lineStart, start);
      return start + block[0].length;
    }
    typed(position, start);
    const inline = at(INLINE_START, source, start);
    const end = inline ? closingBrace(start + inline[0].length) : -1;
    if (end >= 0) {
      put(words(inline[1].trimEnd(), start + inline[0].length, end), start);
      return end + 1;
    }
    // It cannot be read: all that follows is secret, and the writer sees it as it is written.
    if (sealed < 0) sealed = start;
    put(token({ kind: "sealed" }), start);
    return source.length;
  }

  let position = 0;
  for (let found; (found = at(CANDIDATE, source, position)); ) {
    if (found[1]) {
      typed(position, found.index);
      const whole = at(FIGURE, source, found.index);
      put(whole ? figure(whole) : "{", found.index);
      position = found.index + (whole ? whole[0].length : 1);
    } else {
      position = secret(position, found);
    }
  }
  typed(position, source.length);

  function from(place) {
    let low = 0;
    for (let high = pieces.length; low + 1 < high; ) {
      const middle = (low + high) >> 1;
      if (pieces[middle].at <= place) low = middle;
      else high = middle;
    }
    const piece = pieces[low];
    if (!piece) return 0;
    return piece.verbatim ? piece.from + place - piece.at : piece.from;
  }
  return { text, marks, sealed, from };
}
