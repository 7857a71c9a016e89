// Futures as dots about zero, and intervals: thick where the mean lies, thin where 95 % of worlds
// do, grey what is too small to matter.

const DOT = 7; // pixels a dot takes, with its gap

// The pointer's future, the dots, and the interval below: B less A.
class Dots {
  constructor(act) {
    this.act = act;
    this.canvas = make("canvas", {
      class: "dots-plot",
      role: "img",
      "data-testid": "dots",
      onpointermove: (event) => this.point(event),
      onpointerleave: () => this.tip(null),
      onclick: () => this.over !== null && this.act.future(this.over),
    });
    this.note = make("div", { class: "tip", hidden: "" });
    this.element = make("div", { class: "lanes" }, this.canvas, this.note);
    this.over = null;
  }

  show(batch, row, theme) {
    Object.assign(this, { batch, row, theme });
    if (batch && row) this.draw();
  }

  draw() {
    const { canvas, batch, row, theme } = this;
    fit(canvas);
    const c = canvas.getContext("2d");
    const d = densityOf(canvas);
    c.setTransform(d, 0, 0, d, 0, 0);
    const [width, height] = sizeOf(canvas);
    c.clearRect(0, 0, width, height);
    const values = batch.dots.map(([, value]) => value);
    const ends = [row.world_low, row.world_high, row.low, row.high].filter((one) => one !== null);
    const sizes = values.map(Math.abs).sort((a, b) => a - b);
    const usual = sizes[Math.floor(0.97 * (sizes.length - 1))] ?? 0; // those further out stand at the edge
    const most = Math.max(1e-12, usual, ...ends.map(Math.abs)) * 1.06;
    const floor = height - 54;
    const inside = (value) => Math.max(-most, Math.min(most, value));
    const x = (value) => width / 2 + ((width / 2 - 24) * inside(value)) / most;
    drawZero(c, x, floor, height, most, row, theme);
    this.places = stacked(batch.dots, x, floor);
    for (const { px, py, run, value, size } of this.places) {
      const side = betterSide(value, row.better);
      c.fillStyle = side === null ? theme.ink : theme.run[side];
      c.globalAlpha = this.over === null || this.over === run ? 1 : 0.5;
      if (side === 0) c.fillRect(px - size / 2, py - size / 2, size, size);
      else {
        c.beginPath();
        c.arc(px, py, size / 2, 0, 7);
        c.fill();
      }
    }
    c.globalAlpha = 1;
    drawInterval(c, x, height - 14, row, theme, 4);
    const counts = [0, 1].map(
      (side) => values.filter((value) => betterSide(value, row.better) === side).length,
    );
    const better = row.better !== "neither";
    const [left, right] =
      row.better === "higher"
        ? [`A better ${counts[0]}`, `${counts[1]} B better`]
        : [`B better ${counts[1]}`, `${counts[0]} A better`];
    c.font = "bold 12px system-ui, sans-serif";
    c.fillStyle = theme.ink;
    c.textBaseline = "alphabetic";
    c.textAlign = "right";
    c.fillText(better ? left : `lower ${values.filter((v) => v < 0).length}`, width / 2 - 10, 13);
    c.textAlign = "left";
    c.fillText(better ? right : `${values.filter((v) => v > 0).length} higher`, width / 2 + 10, 13);
    canvas.setAttribute("aria-label", sentenceOfRow(row));
  }

  point(event) {
    if (!this.places) return;
    const near = (one) => Math.hypot(one.px - event.offsetX, one.py - event.offsetY);
    const best = this.places.reduce((a, b) => (a && near(a) <= near(b) ? a : b), null);
    this.tip(best && near(best) < 9 ? best : null);
  }

  tip(one) {
    const over = one ? one.run : null;
    this.canvas.style.cursor = one ? "pointer" : "default";
    this.note.hidden = !one;
    if (one) {
      this.note.textContent = `future ${one.run}: ${signed(one.value, this.row.form)}; a click opens it`;
      this.note.style.left = `${Math.max(0, Math.min(one.px - 60, this.canvas.clientWidth - 200))}px`;
    }
    if (over === this.over) return;
    this.over = over;
    this.draw();
  }
}

// Which policy does better in a future: 0 A, 1 B, null where neither or where no side is better.
function betterSide(value, better) {
  if (better === "neither" || value === 0) return null;
  return value > 0 === (better === "higher") ? 1 : 0;
}

// Dots of nearly the same value stand on one another; where they would not fit, smaller.
function stacked(dots, x, floor) {
  const columns = new Map();
  const column = ([, value]) => Math.round(x(value) / DOT);
  for (const one of dots) columns.set(column(one), (columns.get(column(one)) ?? 0) + 1);
  const tallest = Math.max(1, ...columns.values());
  const rise = Math.min(DOT, (floor - 24) / tallest);
  const placed = new Map();
  return dots.map((one) => {
    const at = column(one);
    const level = placed.get(at) ?? 0;
    placed.set(at, level + 1);
    return {
      run: one[0],
      value: one[1],
      px: at * DOT,
      py: floor - 4 - rise * (level + 0.5),
      size: Math.max(2, rise - 1.2),
    };
  });
}

function drawZero(c, x, floor, height, most, row, theme) {
  c.font = "11px system-ui, sans-serif";
  c.textAlign = "center";
  c.textBaseline = "alphabetic";
  c.lineWidth = 1;
  for (const tick of roundTicks(-most, most, 5)) {
    const zero = Math.abs(tick) < 1e-12 * most;
    c.strokeStyle = zero ? theme.ink : theme.line;
    c.beginPath();
    c.moveTo(x(tick), zero ? 0 : 20);
    c.lineTo(x(tick), zero ? height : floor);
    c.stroke();
    c.fillStyle = theme.soft;
    const text = signed(zero ? 0 : tick, row.form);
    c.fillText(text.replace(".0 bn", " bn"), x(tick) + (zero ? 8 : 0), floor + 14);
  }
}

// Thick: the mean's interval; thin: 95 % of worlds; the dot: the mean.
function drawInterval(c, x, y, row, theme, thick) {
  c.strokeStyle = theme.ink;
  const stroke = (low, high, width) => {
    if (low === null || high === null) return;
    c.lineWidth = width;
    c.beginPath();
    c.moveTo(x(low), y);
    c.lineTo(x(high), y);
    c.stroke();
  };
  stroke(row.world_low, row.world_high, 1.4);
  stroke(row.low, row.high, 2 * thick);
  if (row.difference === null) return;
  c.fillStyle = theme.card;
  c.lineWidth = 1.6;
  c.beginPath();
  c.arc(x(row.difference), y, thick + 0.8, 0, 7);
  c.fill();
  c.stroke();
}

// The same as a small picture in a row: an SVG, so that it can be taken away and follows the page.
function intervalPicture(row) {
  const ends = [row.low, row.high, row.world_low, row.world_high, row.difference].filter(
    (one) => one !== null && Number.isFinite(one),
  );
  const most = Math.max(1e-12, ...ends.map(Math.abs));
  const x = (value) => 100 + (92 * value) / most;
  const line = (low, high, width) =>
    low === null || high === null
      ? ""
      : `<path d="M${x(low).toFixed(1)} 10H${x(high).toFixed(1)}" style="stroke:var(--ink)" stroke-width="${width}"/>`;
  const mean =
    row.difference === null
      ? ""
      : `<circle cx="${x(row.difference).toFixed(1)}" cy="10" r="4" style="fill:var(--card);stroke:var(--ink)" stroke-width="1.6"/>`;
  const box = make("span", { class: "interval", "aria-hidden": "true" });
  box.innerHTML = `<svg viewBox="0 0 200 20" preserveAspectRatio="none"><path d="M100 0V20" style="stroke:var(--edge)"/>${line(row.world_low, row.world_high, 1.4)}${line(row.low, row.high, 6)}${mean}</svg>`;
  return box;
}

// What a row says in a sentence.
function sentenceOfRow(row) {
  if (!row || row.difference === null) return "Not defined.";
  if (row.difference === 0) return `${capital(row.title)} is the same under both.`;
  const way = row.difference > 0 ? "higher" : "lower";
  const size = signed(Math.abs(row.difference), row.form).slice(1);
  const span = row.form === "money" ? " over twenty years" : "";
  const says = `Under B ${row.title} is ${size} ${way} on average${span}`;
  const open = {
    "too early": "; it is too early to say more.",
    "open: worlds disagree": ", but it is open: worlds disagree.",
    "open: too few futures": ", but too few futures are known to say more.",
  }[row.verdict];
  return says + (open ?? `: ${row.verdict ?? "open"}.`);
}
