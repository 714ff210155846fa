// Figures as the panel beside the text has them, and how they stand in the text: value first, amber with the old one
// when it has changed.

export function known() {
  const figures = new Map();
  for (const { dataset } of document.querySelectorAll("button[data-figure]")) {
    const { figure, name, value, was, url, drawn } = dataset;
    figures.set(figure, { key: figure, name, value, was, url, drawn: drawn === "1" });
  }
  return figures;
}

function span(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

const drawings = new Map();

// The drawing on the figure's own page, fetched once; nothing if the page cannot be read.
function drawing(url) {
  if (!drawings.has(url)) {
    const found = fetch(url)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => new DOMParser().parseFromString(text, "text/html").querySelector("main figure svg"))
      .catch(() => null);
    drawings.set(url, found);
  }
  return drawings.get(url);
}

export function views(figures, words) {
  return {
    figure(node) {
      const { key, words: own } = node.attrs;
      const figure = figures.get(key);
      const dom = span(`ak-chip${figure?.was ? " ak-chip--changed" : ""}${figure ? "" : " ak-chip--unknown"}`, own || figure?.value || key);
      dom.title = figure ? `${figure.name}: ${figure.value}` : words.unknown;
      if (figure?.was) dom.append(span("ak-chip__was", `(${words.was} ${figure.was})`));
      return { dom };
    },
    chart(node) {
      const figure = figures.get(node.attrs.key);
      const dom = document.createElement("figure");
      dom.className = "ak-chip-chart";
      dom.append(span("ak-chip-chart__kind", words.chart), span("", figure?.name ?? node.attrs.key));
      if (figure?.drawn) drawing(figure.url).then((svg) => svg && dom.append(svg.cloneNode(true)));
      return { dom, ignoreMutation: () => true };
    },
  };
}
