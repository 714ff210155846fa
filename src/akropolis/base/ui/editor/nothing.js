// Stands in for what the parser carries with it and never uses here: finding links by itself, and names of signs.

export default class {
  static toASCII = (host) => host;
  static toUnicode = (host) => host;
}
export const decodeHTML = (text) => text;
export const decodeHTMLStrict = decodeHTML;
