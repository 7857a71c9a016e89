// Small helpers: elements, colours that follow the system's light or dark, the colour scale, and
// numbers for people.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The palettes stand in view.css, for light and for dark; here are their names. Form separates
// them: tiers are solid arcs and rings, belief is dashed, ballots are disc, ring and crossed square,
// policies lettered, fates filled bars.
const TIER_VAR = ["--tier-0", "--tier-1", "--tier-2", "--tier-3"];
const RUN_VAR = ["--run-a", "--run-b"];
const BALLOT_VAR = [null, "--support", "--abstain", "--object"];
const FATES = ["answered", "unanswered", "wrong", "unnamed", "undetected", "pending"];
const HATCHED = new Set(["undetected", "wrong"]);

// Cividis (Nuñez, Anderton & Renslow 2018): lightness rises evenly, and looks the same with and
// without colour blindness.
const CIVIDIS = [
  "#00224e",
  "#123570",
  "#3b496c",
  "#575d6d",
  "#707173",
  "#8a8678",
  "#a59c74",
  "#c3b369",
  "#e1cc55",
  "#fee838",
].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

function scaleColour(share) {
  const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const low = Math.min(CIVIDIS.length - 2, Math.floor(at));
  const mixed = CIVIDIS[low].map((c, k) => Math.round(c + (at - low) * (CIVIDIS[low + 1][k] - c)));
  return `rgb(${mixed.join(",")})`;
}

// The inks of this element's scheme, read once and again when the scheme changes.
const NAMES = [
  "ink",
  "soft",
  "ground",
  "land",
  "coast",
  "line",
  "card",
  "edge",
  "node",
  "accent",
  "bad",
  "belief",
];
const themes = { dark: null, light: null };
function themeOf(element) {
  const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if (themes[scheme]) return themes[scheme];
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const theme = Object.fromEntries(NAMES.map((name) => [name, read(`--${name}`)]));
  theme.tier = TIER_VAR.map(read);
  theme.run = RUN_VAR.map(read);
  theme.ballot = BALLOT_VAR.map((name) => name && read(name));
  theme.fate = Object.fromEntries(FATES.map((name) => [name, read(`--${name}`)]));
  if (theme.ink) themes[scheme] = theme;
  return theme;
}

function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  const digits = size >= 1000 ? 0 : size >= 10 ? 1 : 2;
  const text = size >= 0.1 ? value.toFixed(digits) : value.toPrecision(2);
  return text.replace("-", "−");
}

const MONTH_NAMES = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];
const LONG_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const calendar = { first: 2025 }; // the year that a run begins in, as its alliance says
const monthAt = (month, names = MONTH_NAMES) =>
  `${names[month % 12]} ${calendar.first + Math.floor(month / 12)}`;
const monthName = (passed) => (passed === 0 ? `before Jan ${calendar.first}` : monthAt(passed - 1));

// A number's text without zeros that say nothing.
const trimmed = (text) => text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");

// Children of a list replaced where they differ: those that stay keep the focus, and the page lays out
// only what is new.
function replaced(list, wanted) {
  const stay = new Set(wanted);
  for (const child of [...list.children]) if (!stay.has(child)) child.remove();
  let at = list.firstChild;
  for (const child of wanted)
    if (child === at) at = at.nextSibling;
    else list.insertBefore(child, at);
}

// Money as people write it; `bn` is billions of dollars.
function money(bn) {
  if (bn === null || bn === undefined || Number.isNaN(bn)) return "–";
  const size = Math.abs(bn);
  const sign = bn < 0 ? "−" : "";
  if (size === 0) return "$0";
  if (size < 1e-4) return `${sign}under $0.1 m`;
  if (size < 0.9995) {
    const m = size * 1000;
    return `${sign}$${m >= 10 ? Math.round(m) : trimmed(m.toFixed(1))} m`;
  }
  return `${sign}$${size >= 100 ? Math.round(size) : size.toFixed(1)} bn`;
}
const percent = (share) => `${Math.round(100 * share)} %`;
const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

// The size of a canvas on the page, as the browser last told it: to ask for it while months run would
// have the whole page laid out a second time for every picture.
const canvasSizes = new WeakMap();
const canvasWatch = new ResizeObserver((entries) => {
  const other = entries.filter(({ target }) => {
    const [width, height] = canvasSizes.get(target) ?? [];
    canvasSizes.set(target, [target.clientWidth, target.clientHeight]);
    return width !== target.clientWidth || height !== target.clientHeight;
  });
  if (other.length) window.dispatchEvent(new Event("foedus:sized"));
});
function sizeOf(canvas) {
  if (!canvas.isConnected) return [canvas.clientWidth, canvas.clientHeight];
  if (!canvasSizes.has(canvas)) {
    canvasSizes.set(canvas, [canvas.clientWidth, canvas.clientHeight]);
    canvasWatch.observe(canvas);
  }
  return canvasSizes.get(canvas);
}

// A canvas sized to its place, sharp on dense screens. Returns whether its size changed.
function fit(canvas) {
  const density = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = sizeOf(canvas).map((one) => Math.max(1, Math.round(one * density)));
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  return true;
}
const densityOf = (canvas) => canvas.width / Math.max(1, sizeOf(canvas)[0]);
