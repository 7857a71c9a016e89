// Series month by month: axes in calendar years and units, the values under the pointer, a click
// goes there; with two runs also their difference through time.

class Series {
  constructor(controls, fixed, act) {
    this.fixed = fixed;
    this.charts = controls.series.map((one, k) => new Chart({ ...one, k }, fixed, act));
    this.grid = make("div", { class: "charts" });
    this.element = make("section", { class: "card" }, make("h2", {}, "Month by month"), this.grid);
    this.look("true");
  }

  // What allies cannot know is no line that they could see.
  look(eyes) {
    this.shown = this.charts.filter((chart) => eyes === "true" || chart.about.known);
    this.grid.replaceChildren(...this.shown.map((chart) => chart.element));
  }

  // `runs` as the history has told them, up to the month seen; `month` is the one shown.
  draw(runs, month, theme) {
    for (const chart of this.shown) chart.draw(runs, month, theme);
  }
}

// A number of a series as people write it.
function formed(value, form) {
  if (value === null || Number.isNaN(value)) return "–";
  if (form === "money") return money(value);
  if (form === "share")
    return `${(100 * value).toFixed(Math.abs(value) < 0.1 ? 1 : 0)} %`.replace("-", "−");
  if (form === "percent") return `${trimmed(number(value))} %`;
  return trimmed(number(value));
}
function signed(value, form) {
  if (value === null) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    form === "share"
      ? `${number(100 * size)} pp`
      : form === "percent"
        ? `${number(size)} pp`
        : formed(size, form);
  return `${value > 0 ? "+" : "−"}${text}`;
}

// Round values between two ends, three or so: where an axis is marked.
function roundTicks(low, high, most = 3) {
  const raw = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw);
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at++)
    found.push(at * step);
  return found;
}

class Chart {
  constructor(about, fixed, act) {
    Object.assign(this, { about, fixed, act, at: null });
    const click = (event) => act.seek(this.monthOf(event) + 1);
    const move = (event) => this.point(this.monthOf(event));
    const canvas = (kind, label, testid) =>
      make("canvas", {
        class: kind,
        role: "img",
        "aria-label": label,
        "data-testid": testid,
        onclick: click,
        onpointermove: move,
        onpointerleave: () => this.point(null),
      });
    this.canvas = canvas("chart", about.meaning, `chart-${about.name}`);
    this.apart = canvas("chart apart", `${about.title}, B less A`, `apart-${about.name}`);
    this.apart.hidden = true;
    this.value = make("output", { "data-testid": `series-${about.name}` });
    this.title = make("span", { title: about.meaning }, about.title);
    this.element = make(
      "div",
      {},
      make("div", { class: "chart-title" }, this.title, this.value),
      this.canvas,
      this.apart,
    );
  }

  monthOf(event) {
    const width = event.currentTarget.clientWidth;
    const share = (event.offsetX - LEFT) / (width - LEFT - RIGHT);
    return Math.max(0, Math.min(this.fixed.months - 1, Math.floor(share * this.fixed.months)));
  }

  point(month) {
    this.at = month;
    this.act.wake();
  }

  draw(runs, month, theme) {
    const lines = runs.map((run) => run.series[this.about.k] ?? []);
    Object.assign(this, { lines, month });
    drawSeries(this.canvas, { ...this.shape(), lines, form: this.about.form, at: this.at }, theme);
    this.apart.hidden = runs.length < 2;
    if (runs.length > 1) {
      const gaps = Float64Array.from(lines[0], (value, m) => lines[1][m] - value);
      drawSeries(
        this.apart,
        { ...this.shape(), lines: [gaps], form: this.about.form, at: this.at, about0: true },
        theme,
      );
    }
    const hovered = this.at !== null && this.at < lines[0].length;
    const now = hovered ? this.at : month - 1;
    const values = lines.map((line) => (now >= 0 ? formed(line[now], this.about.form) : "–"));
    const gap =
      now >= 0 && runs.length > 1
        ? `, B less A ${signed(lines[1][now] - lines[0][now], this.about.form)}`
        : "";
    const text = `${values.join(" | ")}${gap}${hovered ? `, ${monthAt(now)}` : ""}`;
    if (this.value.textContent !== text) this.value.textContent = text;
  }

  shape() {
    return { months: this.fixed.months, now: this.month };
  }

  // The months seen as a table: a column a run.
  rows() {
    const { lines } = this;
    const names =
      lines.length > 1 ? this.fixed.runs.map((name, k) => `${"AB"[k]} ${name}`) : [this.about.name];
    const head = ["month", ...names];
    const count = Math.min(this.month, lines[0].length);
    const rows = Array.from({ length: count }, (_, m) => [
      isoMonth(m),
      ...lines.map((line) => line[m]),
    ]);
    return [head, ...rows];
  }
}
const isoMonth = (month) =>
  `${calendar.first + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
