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

// Okabe & Ito's inks, safe for the colour-blind on light and dark ground.
const INK = {
  blue: "#0072b2",
  sky: "#56b4e9",
  green: "#009e73",
  amber: "#e69f00",
  red: "#d55e00",
  rose: "#cc79a7",
  grey: "#8a8f98",
};
const TIER_INK = [INK.grey, INK.sky, INK.amber, INK.red];
const RUN_INK = [INK.blue, INK.red];
const BALLOT_INK = [null, INK.green, INK.grey, INK.red];
const FATE_INK = [INK.green, INK.amber, INK.red, INK.rose, INK.sky, INK.grey];

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

function themeOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    soft: read("--soft"),
    ground: read("--ground"),
    land: read("--land"),
    coast: read("--coast"),
    line: read("--line"),
  };
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
const monthName = (passed) =>
  passed === 0
    ? "before Jan 2025"
    : `${MONTH_NAMES[(passed - 1) % 12]} ${2025 + Math.floor((passed - 1) / 12)}`;

// A canvas sized to its place, sharp on dense screens. Returns whether its size changed.
function fit(canvas) {
  const density = Math.min(2, window.devicePixelRatio || 1);
  const width = Math.max(1, Math.round(canvas.clientWidth * density));
  const height = Math.max(1, Math.round(canvas.clientHeight * density));
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  return true;
}
const densityOf = (canvas) => canvas.width / Math.max(1, canvas.clientWidth);
