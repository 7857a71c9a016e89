// The atlas's pictures: a reading as a sign, dot and intervals on a scale.

const GLYPHS = { better: ["+", "++"], worse: ["−", "−−"], more: ["△", "▲"], less: ["▽", "▼"] };

// Which side a reading is on, how sure it is, and its place among readings.
function sideOf(verdict) {
  const sure = verdict.includes("nearly every");
  const side = ["better", "worse", "more", "less"].find((one) => verdict.includes(one));
  if (!side || verdict.startsWith("open"))
    return { side: "open", sure: false, glyph: "·", order: 5 };
  const rank = { better: 0, more: 2, less: 3, worse: 9 }[side];
  return {
    side,
    sure,
    glyph: GLYPHS[side][sure ? 1 : 0],
    order: rank + (sure === (side === "worse") ? 1 : 0),
  };
}

const SVG = "http://www.w3.org/2000/svg";
function drawn(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}
const across = ({ low, high }, value) => `${((100 * (value - low)) / (high - low)).toFixed(2)}%`;

// Dot and intervals on a scale; the line is no difference.
function interval(row, scale) {
  const picture = drawn("svg", { class: "interval", height: 24, "aria-hidden": "true" });
  const x = (value) => across(scale, value);
  const line = (from, to, kind) =>
    from !== null && to !== null
      ? picture.append(drawn("line", { class: kind, x1: x(from), x2: x(to), y1: 12, y2: 12 }))
      : null;
  picture.append(drawn("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: 24 }));
  line(row.world_low, row.world_high, "worlds");
  line(row.low, row.high, "mean");
  if (row.difference !== null)
    picture.append(
      drawn("circle", {
        class: row.sure ? "sure" : "",
        cx: x(row.difference),
        cy: 12,
        r: row.side === "open" ? 3 : 5,
      }),
    );
  return picture;
}

// The scale of a column of pictures.
function axis(scale, { form, unit }) {
  const picture = drawn("svg", { class: "axis", height: 16, "aria-hidden": "true" });
  for (const tick of roundTicks(scale.low, scale.high, 4)) {
    const text =
      form === "money" ? signed(tick, form) : signed(tick, form === "number" ? "" : form);
    picture.append(drawn("text", { x: across(scale, tick), y: 12, "text-anchor": "middle" }, text));
  }
  return picture;
}
