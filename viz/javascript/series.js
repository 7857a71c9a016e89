// Four series with a cursor; with two runs, both lines, how far apart they are at the cursor, and
// their difference through time.

class Series {
  constructor(controls, fixed) {
    this.fixed = fixed;
    this.charts = controls.series.map((one, k) => {
      const canvas = make("canvas", { class: "chart", role: "img", "aria-label": one.meaning });
      const apart = make("canvas", {
        class: "chart apart",
        role: "img",
        "aria-label": `difference in ${one.name.replace(/_/g, " ")}, B less A`,
        "data-testid": `apart-${one.name}`,
      });
      apart.hidden = true;
      const value = make("output", { "data-testid": `series-${one.name}` });
      const title = make(
        "div",
        { class: "chart-title" },
        make("span", { title: one.meaning }, one.name.replace(/_/g, " ")),
        value,
      );
      return { ...one, k, canvas, apart, value, element: make("div", {}, title, canvas, apart) };
    });
    this.grid = make("div", { class: "charts" });
    this.element = make("section", { class: "card" }, make("h2", {}, "Month by month"), this.grid);
    this.look("true");
  }

  // What allies cannot know is no line that they could see.
  look(eyes) {
    this.shown = this.charts.filter((chart) => eyes === "true" || chart.known);
    this.grid.replaceChildren(...this.shown.map((chart) => chart.element));
  }

  draw(runs, theme) {
    for (const chart of this.shown) {
      this.drawOne(chart, runs, theme);
      chart.apart.hidden = runs.length < 2;
      if (runs.length > 1) this.drawApart(chart, runs, theme);
    }
  }

  // The second run less the first: an area about zero, its own scale written beside it.
  drawApart(chart, runs, theme) {
    fit(chart.apart);
    const c = chart.apart.getContext("2d"),
      d = densityOf(chart.apart);
    c.setTransform(d, 0, 0, d, 0, 0);
    const width = chart.apart.clientWidth,
      height = chart.apart.clientHeight,
      months = runs[0].months;
    c.clearRect(0, 0, width, height);
    const first = runs[0].series[chart.k],
      second = runs[1].series[chart.k];
    const differences = Array.from(
      { length: Math.min(first.length, second.length) },
      (_, m) => second[m] - first[m],
    );
    const most = differences.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
    const x = (m) => 1 + ((width - 2) * m) / (months - 1),
      y = (v) => height / 2 - ((height / 2 - 2) * v) / (most || 1);
    c.strokeStyle = theme.line;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(0, y(0));
    c.lineTo(width, y(0));
    c.stroke();
    c.fillStyle = RUN_INK[1];
    c.globalAlpha = 0.6;
    c.beginPath();
    c.moveTo(x(0), y(0));
    differences.forEach((value, m) => c.lineTo(x(m), y(value)));
    c.lineTo(x(Math.max(0, differences.length - 1)), y(0));
    c.fill();
    c.globalAlpha = 1;
    c.fillStyle = theme.soft ?? theme.ink;
    c.font = "9px system-ui, sans-serif";
    if (most > 0) c.fillText(`B − A, ±${number(most)}`, 2, 9);
  }

  drawOne(chart, runs, theme) {
    fit(chart.canvas);
    const c = chart.canvas.getContext("2d"),
      d = densityOf(chart.canvas);
    c.setTransform(d, 0, 0, d, 0, 0);
    const width = chart.canvas.clientWidth,
      height = chart.canvas.clientHeight;
    c.clearRect(0, 0, width, height);
    let low = Infinity,
      high = -Infinity;
    for (const run of runs)
      for (const value of run.series[chart.k]) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    if (!(high > low)) {
      const middle = Number.isFinite(low) ? low : 0;
      low = middle - 0.5;
      high = middle + 0.5;
    }
    const months = runs[0].months,
      x = (m) => 1 + ((width - 2) * m) / (months - 1),
      y = (v) => height - 3 - ((height - 6) * (v - low)) / (high - low);
    c.strokeStyle = theme.line;
    c.lineWidth = 1;
    for (let year = 5; year < months / 12; year += 5) {
      c.beginPath();
      c.moveTo(x(12 * year), 0);
      c.lineTo(x(12 * year), height);
      c.stroke();
    }
    runs.forEach((run, k) => {
      c.strokeStyle = RUN_INK[k];
      c.lineWidth = 1.5;
      c.setLineDash(k ? [4, 3] : []);
      c.beginPath();
      run.series[chart.k].forEach((value, m) => c.lineTo(x(m), y(value)));
      c.stroke();
    });
    c.setLineDash([]);
    const at = runs[0].month - 1;
    if (at >= 0) {
      c.strokeStyle = theme.ink;
      c.globalAlpha = 0.5;
      c.beginPath();
      c.moveTo(x(at), 0);
      c.lineTo(x(at), height);
      c.stroke();
      c.globalAlpha = 1;
      runs.forEach((run, k) => {
        c.fillStyle = RUN_INK[k];
        c.beginPath();
        c.arc(x(at), y(run.series[chart.k][at]), 2.6, 0, 7);
        c.fill();
      });
    }
    const now = runs.map((run) => (at >= 0 ? run.series[chart.k][at] : NaN));
    const unit = chart.unit ? ` ${chart.unit}` : "";
    const text =
      at < 0
        ? `–${unit}`
        : now.length === 1
          ? `${number(now[0])}${unit}`
          : `${number(now[0])} | ${number(now[1])}${unit}, apart ${signed(now[1] - now[0])}`;
    if (chart.value.textContent !== text) chart.value.textContent = text;
  }
}

function signed(value) {
  if (value === null) return "–";
  if (value === 0) return "0";
  return `${value > 0 ? "+" : "−"}${number(Math.abs(value))}`;
}
