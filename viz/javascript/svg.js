// A context that draws like a canvas and writes SVG: so that what is seen can be taken away as lines.

class SvgContext {
  constructor() {
    this.parts = [];
    this.path = "";
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1 });
    Object.assign(this, { font: "10px sans-serif", textAlign: "left", textBaseline: "alphabetic" });
    this.dash = [];
    this.ruler = document.createElement("canvas").getContext("2d");
    this.clips = 0;
    this.held = [];
  }

  // A picture of one's own starts empty, at one to one.
  setTransform() {}
  scale() {}
  clearRect() {}
  drawImage() {}

  save() {
    this.held.push("");
  }
  restore() {
    this.parts.push(this.held.pop() ?? "");
  }
  clip() {
    const id = `clip-${svgIds.next++}`;
    this.parts.push(
      `<clipPath id="${id}"><path d="${this.path}"/></clipPath><g clip-path="url(#${id})">`,
    );
    this.held[this.held.length - 1] = "</g>";
  }

  beginPath() {
    this.path = "";
    this.begun = false;
  }
  moveTo(x, y) {
    this.path += `M${short(x)} ${short(y)}`;
    this.begun = true;
  }
  lineTo(x, y) {
    this.path += `${this.begun ? "L" : "M"}${short(x)} ${short(y)}`;
    this.begun = true;
  }
  quadraticCurveTo(cx, cy, x, y) {
    this.path += `Q${short(cx)} ${short(cy)} ${short(x)} ${short(y)}`;
  }
  closePath() {
    this.path += "Z";
  }
  rect(x, y, width, height) {
    this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
    this.begun = true;
  }
  roundRect(x, y, width, height) {
    this.rect(x, y, width, height);
  }
  // Only whole circles are drawn.
  arc(x, y, r) {
    this.path += `M${short(x - r)} ${short(y)}a${short(r)} ${short(r)} 0 1 0 ${short(2 * r)} 0a${short(r)} ${short(r)} 0 1 0 ${short(-2 * r)} 0Z`;
    this.begun = true;
  }

  fill() {
    this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"${this.alpha()}/>`);
  }
  stroke() {
    this.parts.push(`<path d="${this.path}" fill="none" ${this.pen()}${this.alpha()}/>`);
  }
  fillRect(x, y, width, height) {
    this.box(x, y, width, height, `fill="${this.fillStyle}"`);
  }
  strokeRect(x, y, width, height) {
    this.box(x, y, width, height, `fill="none" ${this.pen()}`);
  }
  box(x, y, width, height, how) {
    const [w, h] = [Math.max(0, width), Math.max(0, height)];
    this.parts.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" ${how}${this.alpha()}/>`,
    );
  }
  setLineDash(dash) {
    this.dash = dash;
  }
  pen() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    return `stroke="${this.strokeStyle}" stroke-width="${short(this.lineWidth)}"${dash}`;
  }
  alpha() {
    return this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : "";
  }

  measureText(text) {
    this.ruler.font = this.font.replace(/px .*/, "px system-ui, 'DejaVu Sans', sans-serif");
    return this.ruler.measureText(text);
  }
  fillText(text, x, y) {
    this.text(text, x, y, `fill="${this.fillStyle}"`);
  }
  strokeText(text, x, y) {
    this.text(text, x, y, `fill="none" stroke-linejoin="round" ${this.pen()}`);
  }
  text(text, x, y, how) {
    const size = Number(/([\d.]+)px/.exec(this.font)?.[1] ?? 10);
    const weight = this.font.startsWith("bold") ? ' font-weight="700"' : "";
    const anchor = { center: "middle", right: "end" }[this.textAlign] ?? "start";
    const down = this.textBaseline === "middle" ? 0.35 * size : 0;
    const place = `x="${short(x)}" y="${short(y + down)}" font-size="${size}"${weight} text-anchor="${anchor}"`;
    this.parts.push(`<text ${place} ${how}${this.alpha()}>${escaped(text)}</text>`);
  }

  toString() {
    return this.parts.join("");
  }
}
const svgIds = { next: 1 };
const short = (value) => Math.round(100 * value) / 100;
const escaped = (text) =>
  String(text).replace(
    /[&<>"]/g,
    (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[one],
  );

// A canvas of this size that hands out such a context.
function paper(width, height) {
  const context = new SvgContext();
  return {
    clientWidth: width,
    clientHeight: height,
    width,
    height,
    getContext: () => context,
    style: {},
    setAttribute() {},
  };
}
