// One chart on a canvas, or on anything that draws like one: years below, round values at the
// left, a line a run, the month shown.

const LEFT = 46;
const RIGHT = 8;

function drawSeries(canvas, what, theme) {
  fit(canvas);
  const c = canvas.getContext("2d");
  const d = densityOf(canvas);
  c.setTransform(d, 0, 0, d, 0, 0);
  c.clearRect(0, 0, canvas.width, canvas.height);
  paintSeries(c, ...sizeOf(canvas), what, theme);
}

function paintSeries(c, width, height, what, theme) {
  const { lines, months, now, form, at, about0 } = what;
  const top = 5;
  const bottom = height - (about0 ? 4 : 17);
  const [low, high] = reach(lines, about0);
  const x = (month) => LEFT + ((width - LEFT - RIGHT) * (month + 0.5)) / months;
  const y = (value) => bottom - ((bottom - top) * (value - low)) / (high - low);
  c.font = "10px system-ui, sans-serif";
  c.lineWidth = 1;
  c.textBaseline = "middle";
  c.textAlign = "right";
  for (const tick of roundTicks(low, high, about0 ? 2 : 3)) {
    c.strokeStyle = tick === 0 && about0 ? theme.edge : theme.line;
    c.beginPath();
    c.moveTo(LEFT, y(tick));
    c.lineTo(width - RIGHT, y(tick));
    c.stroke();
    c.fillStyle = theme.soft;
    const text = about0 ? signed(Math.abs(tick) < 1e-12 ? 0 : tick, form) : formed(tick, form);
    c.fillText(text.replace(".0 bn", " bn"), LEFT - 4, Math.max(6, Math.min(height - 6, y(tick))));
  }
  c.textBaseline = "alphabetic";
  const every = months > 180 ? 10 : 5;
  for (let year = 0; 12 * year <= months; year += every) {
    const place = LEFT + ((width - LEFT - RIGHT) * 12 * year) / months;
    c.strokeStyle = theme.line;
    c.beginPath();
    c.moveTo(place, top);
    c.lineTo(place, bottom + (about0 ? 0 : 3));
    c.stroke();
    if (about0) continue;
    c.textAlign = year === 0 ? "left" : 12 * year >= months ? "right" : "center";
    c.fillStyle = theme.soft;
    c.fillText(String(calendar.first + year), place, height - 4);
  }
  lines.forEach((line, k) => {
    c.strokeStyle = about0 ? theme.ink : theme.run[k];
    c.lineWidth = 1.5;
    c.setLineDash(k ? [5, 3] : []);
    c.beginPath();
    line.forEach((value, m) => c.lineTo(x(m), y(value)));
    c.stroke();
  });
  c.setLineDash([]);
  for (const [month, ink] of [
    [now - 1, theme.ink],
    [at, theme.accent],
  ]) {
    if (month === null || month < 0) continue;
    c.strokeStyle = ink;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x(month), top);
    c.lineTo(x(month), bottom);
    c.stroke();
    lines.forEach((line, k) => {
      if (!(month < line.length)) return;
      c.fillStyle = about0 ? theme.ink : theme.run[k];
      if (k) c.fillRect(x(month) - 2.6, y(line[month]) - 2.6, 5.2, 5.2);
      else {
        c.beginPath();
        c.arc(x(month), y(line[month]), 2.8, 0, 7);
        c.fill();
      }
    });
  }
}

// The least and the greatest value, never the same; with `about0` as far on either side.
function reach(lines, about0) {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines)
    for (const value of line) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (!Number.isFinite(low)) [low, high] = [0, 1];
  if (about0) {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-most, most];
  }
  if (low > 0 && low < 0.35 * high) low = 0;
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}
