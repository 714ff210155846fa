// The picture of dependencies: the server says which boxes there are and where they stand, Cytoscape draws them.
// All of it is in the table beneath too, so whatever fails here takes nothing away.

const STEP = { x: 296, y: 54 };
const SIZE = { width: 240, height: 88 };
const AROUND = { side: 16, top: 32, bottom: 12 };
const LEGIBLE = 0.8;
const NARROW = 640;

const MANY = 150;

// A shape for each kind, so that colour never says anything alone; the kind is also written in the box.
const SHAPES = {
  process: { shape: "cut-rectangle" },
  information: { shape: "round-rectangle" },
  service: { shape: "rectangle" },
  ai_system: { shape: "octagon" },
  platform: { shape: "bottom-round-rectangle" },
  devices: { shape: "polygon", "shape-polygon-points": "-0.92 -1 1 -1 0.92 1 -1 1" },
  crypto: { shape: "polygon", "shape-polygon-points": "-1 -1 0.92 -1 1 0 0.92 1 -1 1 -0.92 0" },
  location: { shape: "polygon", "shape-polygon-points": "-1 -0.72 0 -1 1 -0.72 1 1 -1 1" },
  supplier: { shape: "barrel" },
};
// What is demanded at most in any aspect: the higher, the warmer. The levels also stand in the box.
const LEVELS = ["neutral", "success", "info", "warning", "danger"];

const figure = document.querySelector("[data-picture]");
if (figure && window.cytoscape) begin(figure);

async function begin(figure) {
  try {
    const [answer] = await Promise.all([
      fetch(figure.dataset.picture, { headers: { Accept: "application/json" } }),
      document.fonts.load('16px "Source Sans 3"'),
    ]);
    if (!answer.ok) throw new Error(answer.statusText);
    show(figure, await answer.json());
  } catch {
    figure.querySelector("[data-failed]").hidden = false;
  }
}

function show(figure, given) {
  const stage = figure.querySelector("[data-stage]");
  figure.querySelectorAll("[data-drawn]").forEach((part) => {
    part.hidden = false;
  });
  const cy = window.cytoscape({
    container: stage,
    elements: elements(given, stage.clientWidth < NARROW),
    style: style(figure),
    layout: { name: "preset" },
    minZoom: 0.03,
    maxZoom: 2.5,
    autoungrabify: true,
    boxSelectionEnabled: false,
    selectionType: "single",
    // The wheel scrolls the page, as everywhere else; with Ctrl it brings the picture closer.
    userZoomingEnabled: window.matchMedia("(pointer: coarse)").matches,
  });
  const picture = new Picture(figure, stage, cy);
  picture.open();
  // In milliseconds since the page was asked for.
  figure.dataset.ready = Math.round(performance.now());
  setTimeout(() => picture.keepForPrint(), 1500);
}

function elements(given, narrow) {
  const at = (column, row) =>
    narrow ? { x: (row * STEP.x) / 2, y: column * STEP.y * 2.6 } : { x: column * STEP.x, y: row * STEP.y };
  const boxes = given.boxes.map((box) => ({
    group: "nodes",
    data: { ...box, id: `b${box.key}`, text: words(box) },
    classes: [box.kind || "folded", `level${Math.min(box.level, LEVELS.length - 1)}`, box.start && "start", box.masked && "masked", box.demanding && "demanding"]
      .filter(Boolean)
      .join(" "),
    position: at(box.column, box.row),
  }));
  const lines = given.lines.map((line) => ({
    group: "edges",
    data: { id: `l${line.source}-${line.target}`, source: `b${line.source}`, target: `b${line.target}`, text: line.text },
    classes: [line.alternative && "alternative", line.kept && "kept", given.lines.length > MANY && "faint"]
      .filter(Boolean)
      .join(" "),
  }));
  return [...layers(given, at), ...boxes, ...lines];
}

// Behind the boxes a field for each layer, with how far away it is, so that a layer in several columns is seen as one.
function layers(given, at) {
  const rows = given.boxes.map((box) => box.row);
  return given.layers.map((layer, index) => {
    const from = at(layer.first, Math.min(...rows));
    const to = at(layer.last, Math.max(...rows));
    const width = to.x - from.x + SIZE.width + AROUND.side * 2;
    const height = to.y - from.y + SIZE.height + AROUND.top + AROUND.bottom;
    return {
      group: "nodes",
      data: { id: `layer${index}`, text: layer.text, width, height },
      classes: "layer",
      position: { x: (from.x + to.x) / 2, y: (from.y + to.y + AROUND.bottom - AROUND.top) / 2 },
      selectable: false,
    };
  });
}

// Two lines for the name, then what it is, whose it is, and the levels: what is cut stands whole below the picture.
function words(box) {
  return [cut(box.label, 56), cut(box.what, 32), cut(box.unit, 32), box.levels].filter(Boolean).join("\n");
}

function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

function tokens(element) {
  const computed = getComputedStyle(element);
  return (name) => computed.getPropertyValue(`--ds-color-${name}`).trim();
}

function style(element) {
  const colour = tokens(element);
  const kinds = Object.entries(SHAPES).map(([kind, shape]) => ({
    selector: `node.${kind}`,
    style: {
      ...shape,
    },
  }));
  const levels = LEVELS.map((tone, level) => ({
    selector: `node.level${level}`,
    style: {
      "background-color": colour(`${tone}-surface-tinted`),
      "border-color": colour(`${tone}-border-strong`),
    },
  }));
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        width: SIZE.width,
        height: SIZE.height,
        label: "data(text)",
        color: colour("neutral-text-default"),
        "background-color": colour("neutral-surface-tinted"),
        "border-color": colour("neutral-border-strong"),
        "border-width": 1.5,
        "font-family": '"Source Sans 3", system-ui, sans-serif',
        "font-size": 14,
        "line-height": 1.15,
        "text-wrap": "wrap",
        "text-max-width": SIZE.width - 20,
        "text-valign": "center",
        "text-halign": "center",
        "min-zoomed-font-size": 5,
      },
    },
    ...kinds,
    ...levels,
    {
      selector: "node.layer",
      style: {
        width: "data(width)",
        height: "data(height)",
        "background-opacity": 0.35,
        "border-width": 1,
        "border-color": colour("neutral-border-subtle"),
        "font-weight": 600,
        "text-valign": "top",
        "text-margin-y": AROUND.top - 6,
        "z-compound-depth": "bottom",
        events: "no",
      },
    },
    { selector: "node.demanding", style: { "border-width": 3.5 } },
    { selector: "node.masked", style: { "border-style": "dashed", color: colour("neutral-text-subtle") } },
    { selector: "node.folded", style: { "border-style": "double", "border-width": 5 } },
    {
      selector: "node.start",
      style: {
        color: colour("accent-base-contrast-default"),
        "background-color": colour("accent-base-default"),
        "border-color": colour("accent-border-strong"),
        "font-weight": 600,
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.2,
        "curve-style": "straight",
        "line-color": colour("neutral-border-default"),
        "target-arrow-color": colour("neutral-border-default"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        color: colour("neutral-text-default"),
        "font-family": '"Source Sans 3", system-ui, sans-serif',
        "font-size": 12,
        "text-background-color": colour("neutral-background-default"),
        "text-background-opacity": 1,
        "text-background-padding": 2,
        "min-zoomed-font-size": 6,
      },
    },
    { selector: "edge.faint", style: { "line-opacity": 0.45 } },
    { selector: "edge.kept", style: { "line-style": "dotted", width: 2 } },
    { selector: "edge.alternative", style: { "line-style": "dashed" } },
    {
      selector: "edge.near",
      style: {
        width: 3,
        "line-opacity": 1,
        "line-color": colour("accent-border-strong"),
        "target-arrow-color": colour("accent-border-strong"),
        label: "data(text)",
        "z-index": 2,
      },
    },
    {
      selector: "node.here",
      style: {
        "outline-color": colour("focus-outer"),
        "outline-width": 4,
        "outline-offset": 3,
        "outline-opacity": 1,
      },
    },
  ];
}

class Picture {
  constructor(figure, stage, cy) {
    Object.assign(this, { figure, stage, cy });
    this.caption = figure.querySelector("[data-caption]");
    this.link = figure.querySelector("[data-open]");
    this.here = cy.$("node.start");
    this.listen();
  }

  // Whole if that can be read, else from the node that the picture is about.
  open() {
    this.fit();
    if (this.cy.zoom() >= LEGIBLE) return;
    this.cy.zoom(LEGIBLE);
    this.cy.center(this.here);
    const box = this.cy.elements().boundingBox();
    const edge = this.here.position("x") - box.x1 < box.x2 - this.here.position("x");
    if (this.stage.clientWidth >= NARROW) {
      const aside = this.stage.clientWidth / 2 - SIZE.width * LEGIBLE * 0.75;
      this.cy.panBy({ x: edge ? -aside : aside, y: 0 });
    }
  }

  fit() {
    this.cy.fit(undefined, 20);
    if (this.cy.zoom() > 1) {
      this.cy.zoom(1);
      this.cy.center();
    }
  }

  closer(factor) {
    const middle = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: middle });
  }

  listen() {
    const { cy, figure, stage } = this;
    cy.on("tap", "node", (event) => this.go(event.target));
    cy.on("dbltap", "node", (event) => this.enter(event.target));
    cy.on("mouseover", "node", () => stage.classList.add("ak-picture__stage--over"));
    cy.on("mouseout", "node", () => stage.classList.remove("ak-picture__stage--over"));
    stage.addEventListener("keydown", (event) => this.key(event));
    stage.addEventListener("focus", () => this.go(this.here));
    stage.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.closer(event.deltaY < 0 ? 1.15 : 1 / 1.15);
      },
      { passive: false },
    );
    figure.addEventListener("click", (event) => {
      const act = event.target.closest("button[name=act]")?.value;
      if (act === "closer") this.closer(1.3);
      if (act === "farther") this.closer(1 / 1.3);
      if (act === "fit") this.fit();
      if (act === "save") this.save();
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint(figure));
    window.addEventListener("beforeprint", () => this.keepForPrint());
  }

  paint(element) {
    this.cy.style(style(element));
  }

  // On paper stands an image of the whole, in light colours. It is made ahead: printing does not wait for a drawing.
  keepForPrint() {
    const image = this.figure.querySelector("[data-print]");
    if (image.src) return;
    const light = this.figure.querySelector("[data-color-scheme=light]");
    const near = this.cy.elements(".here, .near");
    near.removeClass("here near");
    this.paint(light);
    this.cy.style().selector("node, edge").style({ "min-zoomed-font-size": 0 }).update();
    image.src = this.cy.png({ full: true, bg: "#ffffff", maxWidth: 2800, maxHeight: 2800 });
    this.paint(this.figure);
    near.filter("edge").addClass("near");
    near.filter("node").addClass("here");
  }

  // The image that stands on paper, as a file.
  save() {
    this.keepForPrint();
    const link = document.createElement("a");
    link.href = this.figure.querySelector("[data-print]").src;
    link.download = `${document.title.split(" · ")[0].replace(/[^\p{L}\p{N}]+/gu, "-")}.png`;
    link.click();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const acts = {
      ArrowRight: () => this.step(1, 0),
      ArrowLeft: () => this.step(-1, 0),
      ArrowDown: () => this.step(0, 1),
      ArrowUp: () => this.step(0, -1),
      Home: () => this.go(this.cy.$("node.start")),
      Enter: () => this.enter(this.here),
      "+": () => this.closer(1.3),
      "-": () => this.closer(1 / 1.3),
      0: () => this.fit(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // To the nearest box in that direction; what lies straight ahead is nearer than what lies aside.
  step(x, y) {
    const from = this.here.position();
    let best = null;
    let least = Infinity;
    this.cy.nodes(":not(.layer)").forEach((node) => {
      const to = node.position();
      const ahead = (to.x - from.x) * x + (to.y - from.y) * y;
      const aside = Math.abs((to.x - from.x) * y + (to.y - from.y) * x);
      if (ahead > 1 && ahead + aside * 2 < least) {
        least = ahead + aside * 2;
        best = node;
      }
    });
    if (best) this.go(best);
  }

  go(node) {
    this.cy.elements(".here, .near").removeClass("here near");
    this.here = node;
    node.addClass("here");
    node.connectedEdges().addClass("near");
    this.caption.textContent = node.data("says");
    this.link.hidden = !node.data("url");
    this.link.href = node.data("url") || "#";
    this.link.textContent = node.data("folded") ? this.figure.dataset.unfold : this.figure.dataset.visit;
    this.reveal(node);
  }

  reveal(node) {
    const box = node.renderedBoundingBox();
    const inside = box.x1 >= 0 && box.y1 >= 0 && box.x2 <= this.stage.clientWidth && box.y2 <= this.stage.clientHeight;
    if (!inside) this.cy.center(node);
  }

  enter(node) {
    if (node.data("url")) window.location.assign(node.data("url"));
  }
}
