// Four series with a cursor; with two runs, both lines and how far apart they are at the cursor.

class Series {
  constructor(controls, fixed) {
    this.fixed = fixed;
    this.charts = controls.series.map((one, k) => {
      const canvas = make("canvas", { class: "chart", role: "img", "aria-label": one.meaning });
      const value = make("output", { "data-testid": `series-${one.name}` });
      const title = make("div", { class: "chart-title" }, make("span", { title: one.meaning }, one.name.replace(/_/g, " ")), value);
      return { ...one, k, canvas, value, element: make("div", {}, title, canvas) };
    });
    this.element = make("section", { class: "card" }, make("h2", {}, "Month by month"), make("div", { class: "charts" }, ...this.charts.map((chart) => chart.element)));
  }

  draw(runs, theme) {
    for (const chart of this.charts) this.drawOne(chart, runs, theme);
  }

  drawOne(chart, runs, theme) {
    fit(chart.canvas);
    const c = chart.canvas.getContext("2d"), d = densityOf(chart.canvas);
    c.setTransform(d, 0, 0, d, 0, 0);
    const width = chart.canvas.clientWidth, height = chart.canvas.clientHeight;
    c.clearRect(0, 0, width, height);
    let low = Infinity, high = -Infinity;
    for (const run of runs) for (const value of run.series[chart.k]) { if (value < low) low = value; if (value > high) high = value; }
    if (!(high > low)) { const middle = Number.isFinite(low) ? low : 0; low = middle - 0.5; high = middle + 0.5; }
    const months = runs[0].months, x = (m) => 1 + ((width - 2) * m) / (months - 1), y = (v) => height - 3 - ((height - 6) * (v - low)) / (high - low);
    c.strokeStyle = theme.line;
    c.lineWidth = 1;
    for (let year = 5; year < months / 12; year += 5) { c.beginPath(); c.moveTo(x(12 * year), 0); c.lineTo(x(12 * year), height); c.stroke(); }
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
      c.beginPath(); c.moveTo(x(at), 0); c.lineTo(x(at), height); c.stroke();
      c.globalAlpha = 1;
      runs.forEach((run, k) => { c.fillStyle = RUN_INK[k]; c.beginPath(); c.arc(x(at), y(run.series[chart.k][at]), 2.6, 0, 7); c.fill(); });
    }
    const now = runs.map((run) => (at >= 0 ? run.series[chart.k][at] : NaN));
    const text = at < 0 ? `– ${chart.unit}` : now.length === 1 ? `${number(now[0])} ${chart.unit}` : `${number(now[0])} | ${number(now[1])} ${chart.unit}, apart ${signed(now[1] - now[0])}`;
    if (chart.value.textContent !== text) chart.value.textContent = text;
  }
}

const signed = (value) => (value === 0 ? "0" : `${value > 0 ? "+" : "−"}${number(Math.abs(value))}`);
