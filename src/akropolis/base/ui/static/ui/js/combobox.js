// Long selects in which one writes a part of what one looks for. The select stays and is what is sent; without this
// file it is used as it is. The pattern is the combobox of WAI-ARIA with a list beside it.

const SHOWN = 50;

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

class Combobox {
  constructor(select) {
    this.select = select;
    this.options = [...select.options].map((option) => ({ option, text: option.text.trim(), words: folded(option.text) }));
    this.active = -1;
    this.build();
    this.show();
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(this.found[[...this.list.children].indexOf(item)]);
    });
    window.addEventListener("pageshow", () => this.show());
  }

  build() {
    const { select } = this;
    const input = (this.input = document.createElement("input"));
    const list = (this.list = document.createElement("ul"));
    const frame = document.createElement("div");
    input.id = select.id;
    select.id = `${input.id}-select`;
    list.id = `${input.id}-list`;
    input.type = "text";
    input.className = "ds-input";
    input.autocomplete = "off";
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    if (select.required) input.setAttribute("aria-required", "true");
    const given = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(given)) input.setAttribute(name, value);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim());
    list.hidden = true;
    this.none = document.createElement("p");
    this.none.setAttribute("role", "status");
    frame.className = "ak-combobox";
    select.required = false;
    select.hidden = true;
    select.before(frame);
    frame.append(input, list, this.none, select);
  }

  // The chosen option in the field; one without a value is only a hint of what an empty field means.
  show() {
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen?.value ? chosen.text.trim() : "";
    this.input.placeholder = this.select.querySelector('option[value=""]')?.text.trim() ?? "";
  }

  open(text) {
    const words = folded(text).split(/\s+/u).filter(Boolean);
    this.found = this.options.filter(({ words: held }) => words.every((word) => held.includes(word))).slice(0, SHOWN);
    this.list.replaceChildren(...this.found.map((each, place) => this.item(each, place)));
    this.none.textContent = this.found.length ? "" : document.getElementById("live")?.dataset.none;
    this.list.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.move(words.length ? 0 : this.found.findIndex(({ option }) => option.selected));
  }

  item({ text, option }, place) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(option.selected));
    item.textContent = text;
    return item;
  }

  close() {
    this.list.hidden = true;
    this.none.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.active = -1;
  }

  move(place) {
    this.list.children[this.active]?.classList.remove("ak-active");
    this.active = this.found.length && place >= 0 ? place % this.found.length : -1;
    const item = this.list.children[this.active];
    if (!item) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    item.classList.add("ak-active");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  choose({ option }) {
    const changed = !option.selected;
    option.selected = true;
    this.show();
    this.close();
    if (!changed) return;
    for (const kind of ["input", "change"]) this.select.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) this.open("");
      else this.move(this.active < 0 && step < 0 ? this.found.length - 1 : this.active + step + this.found.length);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.choose(this.found[this.active]);
    } else if (event.key === "Escape" && (!this.list.hidden || this.none.textContent)) {
      event.preventDefault();
      this.show();
      this.close();
    }
  }

  // What was written stands for the option that it names, or that alone holds it; an empty field for the one without a
  // value. Otherwise the choice stays as it was.
  leave() {
    const text = this.input.value.trim();
    const holds = this.options.filter(({ option, words }) => option.value && words.includes(folded(text)));
    const named = holds.filter((each) => each.text === text);
    const empty = this.options.find(({ option }) => !option.value);
    const meant = text ? (named[0] ?? (holds.length === 1 ? holds[0] : null)) : empty;
    if (meant) this.choose(meant);
    else this.show();
    this.close();
  }
}

export function prepare(root) {
  root.querySelectorAll("select[data-combobox]:not([hidden])").forEach((select) => new Combobox(select));
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
