// Take it away: map, timeline and every chart as PNG (1600 × 900 at double density), SVG and CSV;
// a clip, and the link. A picture says itself what it is of; what allies do not know is in none of theirs.

const SHEET = { width: 1600, height: 900, margin: 48, top: 118, foot: 84 };

// The sheet around a picture: a sentence above, what it is of and where it is from below.
function sheetOf(what, theme) {
  const { width, height, margin, top, foot } = SHEET;
  const space = { width: width - 2 * margin, height: height - top - foot };
  const body = what.draw(space.width, space.height, theme);
  const c = new SvgContext();
  c.fillStyle = theme.ink;
  c.font = `bold ${what.title.length > 70 ? 24 : 32}px sans-serif`;
  c.fillText(what.title, margin, 56);
  c.fillStyle = theme.soft;
  c.font = "18px sans-serif";
  c.fillText(what.about, margin, 90);
  c.font = "15px sans-serif";
  c.fillText(what.foot, margin, height - 20);
  drawKey(c, what.key?.(theme) ?? [], margin, height - 50, theme);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, 'DejaVu Sans', sans-serif"><title>${escaped(what.title)}</title>` +
    `<rect width="${width}" height="${height}" fill="${theme.ground}"/>` +
    `<svg x="${margin}" y="${top}" width="${space.width}" height="${space.height}">${body}</svg>${c}</svg>`
  );
}

// What inks and forms mean, in a line.
function drawKey(c, key, x, y, theme) {
  for (const [mark, colour, text] of key) {
    c.fillStyle = c.strokeStyle = colour;
    c.lineWidth = mark === "line" || mark === "dash" ? 3 : 2;
    c.setLineDash(mark === "dash" ? [6, 4] : []);
    c.beginPath();
    if (mark === "line" || mark === "dash") {
      c.moveTo(x, y - 5);
      c.lineTo(x + 22, y - 5);
    } else if (mark === "square") c.rect(x + 6, y - 11, 12, 12);
    else c.arc(x + 12, y - 5, 6);
    if (mark === "disc" || mark === "square") c.fill();
    c.setLineDash([]);
    if (mark === "square") c.strokeStyle = theme.edge;
    if (mark !== "disc") c.stroke();
    c.fillStyle = theme.soft;
    c.fillText(text, x + 30, y);
    x += 30 + c.measureText(text).width + 24;
  }
}

// Rows as CSV: fields with commas, quotes or ends of lines are quoted.
function csvOf(rows) {
  const field = (value) => {
    const none = value === null || value === undefined || Number.isNaN(value);
    // Frames hold seven digits; more would be noise.
    const whole =
      typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;
    const text = none ? "" : String(whole);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function save(name, blob) {
  const link = make("a", { download: name, href: URL.createObjectURL(blob) });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The same picture in dots: the SVG, painted once at double density.
function savePng(name, svg) {
  const image = new Image();
  image.onload = () => {
    const canvas = make("canvas");
    canvas.width = 2 * SHEET.width;
    canvas.height = 2 * SHEET.height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(name, blob), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

class Away {
  // `things` lists what is on the page now: name, label, title, draw(width, height, theme), rows.
  constructor(things, context, clip) {
    Object.assign(this, { things, context, clip });
    this.list = make("ul", {});
    this.copied = make("span", { role: "status", "data-testid": "copied" });
    this.element = make(
      "details",
      {
        class: "drops right",
        "data-testid": "away",
        ontoggle: () => this.toggled(),
      },
      make("summary", { onclick: () => this.element.open || this.fill() }, "Take away…"),
      make(
        "div",
        { class: "drawer" },
        this.list,
        clip.element,
        make("button", { "data-testid": "copy-link", onclick: () => this.copy() }, "Copy link"),
        " ",
        this.copied,
      ),
    );
    closes(this.element);
  }

  // The browser says "toggle" a while after the drawer opened; what was chosen in between stays. So it
  // is filled by the click itself, and here only where the browser opened it for another reason.
  toggled() {
    if (!this.element.open) this.list.replaceChildren();
    else if (!this.list.firstChild) this.fill();
  }

  fill() {
    this.copied.textContent = "";
    this.clip.open();
    const kinds = ["png", "svg", "csv"];
    this.list.replaceChildren(
      ...this.things().map((thing) =>
        make(
          "li",
          {},
          make("span", {}, thing.label),
          ...kinds
            .filter((kind) => kind === "csv" || thing.draw)
            .map((kind) =>
              make(
                "button",
                {
                  "aria-label": `${thing.label} as ${kind.toUpperCase()}`,
                  "data-testid": `away-${thing.name}-${kind}`,
                  onclick: () => this.take(thing, kind),
                },
                kind.toUpperCase(),
              ),
            ),
        ),
      ),
    );
  }

  take(thing, kind) {
    const { about, foot, theme } = this.context();
    const name = `foedus-${thing.name}.${kind}`;
    if (kind === "csv")
      return save(
        name,
        new Blob(["\ufeff", csvOf(thing.rows())], { type: "text/csv;charset=utf-8" }),
      );
    const svg = sheetOf({ ...thing, about, foot }, theme);
    if (kind === "png") savePng(name, svg);
    else save(name, new Blob([svg], { type: "image/svg+xml" }));
  }

  copy() {
    const said = (text) => (this.copied.textContent = text);
    const link = location.href;
    navigator.clipboard?.writeText(link).then(
      () => said("copied"),
      () => said(link),
    ) ?? said(link);
  }
}
