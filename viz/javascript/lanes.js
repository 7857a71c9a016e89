// How the timeline's lanes are drawn.

const SCALE_LEAST = 0.1; // bn USD: a quiet run does not fill the lane with trifles

function drawLanes(c, line, theme) {
  const { space, passed, fixed } = line;
  const attacks = line.attacks();
  const months = monthsOf(attacks);
  const most = Math.max(SCALE_LEAST, ...[...months.values()].map((one) => one.total));
  const [top, bottom] = space.harm;
  const high = (value) => ((bottom - top) * Math.sqrt(value)) / Math.sqrt(most);
  drawAxis(c, line, theme, most, high);
  const width = Math.max(1.2, space.step - 0.8);
  for (const [month, one] of months) {
    let y = bottom;
    const whole = high(one.total);
    for (const fate of FATES) {
      const part = one[fate] ?? 0;
      if (!part) continue;
      const height = (whole * part) / one.total;
      y -= height;
      bar(c, line.x(month), y, width, height, theme, fate);
    }
  }
  drawNamed(c, line, attacks, theme);
  drawCouncil(c, line, theme);
  drawTurns(c, line, theme);
  // What has not been seen yet is veiled.
  c.fillStyle = theme.ground;
  c.globalAlpha = 0.75;
  c.fillRect(line.x(passed), 0, line.x(fixed.months) - line.x(passed), space.council[1] + 8);
  c.globalAlpha = 1;
  if (line.at !== null) {
    c.fillStyle = theme.accent;
    c.globalAlpha = 0.18;
    c.fillRect(line.x(line.at), 0, Math.max(2, space.step), space.council[1] + 8);
    c.globalAlpha = 1;
  }
  const now = line.x(passed);
  c.strokeStyle = c.fillStyle = theme.ink;
  c.lineWidth = 1.6;
  c.beginPath();
  c.moveTo(now, 0);
  c.lineTo(now, space.council[1] + 8);
  c.stroke();
  c.beginPath();
  c.moveTo(now - 5, 0);
  c.lineTo(now + 5, 0);
  c.lineTo(now, 7);
  c.fill();
}

function monthsOf(attacks) {
  const months = new Map();
  for (const one of attacks) {
    const held = months.get(one.month) ?? { total: 0 };
    held.total += one.harm;
    held[one.fate] = (held[one.fate] ?? 0) + one.harm;
    months.set(one.month, held);
  }
  return months;
}

function bar(c, x, y, width, height, theme, fate) {
  c.fillStyle = theme.fate[fate];
  c.fillRect(x, y, width, height);
  if (HATCHED.has(fate) && height > 2) {
    c.save();
    c.beginPath();
    c.rect(x, y, width, height);
    c.clip();
    c.strokeStyle = fate === "wrong" ? theme.card : theme.edge;
    c.lineWidth = 0.7;
    c.beginPath();
    for (let at = y - width; at < y + height; at += 3) {
      c.moveTo(x, at + width);
      c.lineTo(x + width, at);
      if (fate === "wrong") {
        c.moveTo(x, at);
        c.lineTo(x + width, at + width);
      }
    }
    c.stroke();
    c.restore();
  }
  if (fate === "undetected" || fate === "pending" || fate === "unnamed") {
    c.strokeStyle = theme.edge;
    c.lineWidth = 0.6;
    c.strokeRect(x + 0.3, y + 0.3, Math.max(0.4, width - 0.6), Math.max(0.2, height - 0.6));
  }
}

// Calendar years below, dollars at the left, lanes named.
function drawAxis(c, line, theme, most, high) {
  const { space, fixed } = line;
  const [, bottom] = space.harm;
  const floor = space.council[1] + 8;
  c.font = "11px system-ui, sans-serif";
  c.textBaseline = "alphabetic";
  const years = fixed.months / 12;
  for (let year = 0; year <= years; year++) {
    const x = line.x(12 * year);
    const major = year % 5 === 0;
    c.strokeStyle = major ? theme.line : theme.edge;
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(x, major ? 0 : floor - 2);
    c.lineTo(x, floor + 2);
    c.stroke();
    if (!major) continue;
    c.fillStyle = theme.soft;
    c.textAlign = year === 0 ? "left" : year === years ? "right" : "center";
    c.fillText(String(calendar.first + year), x, space.axis - 2);
  }
  c.strokeStyle = theme.edge;
  c.beginPath();
  c.moveTo(space.left, bottom + 0.5);
  c.lineTo(space.right, bottom + 0.5);
  c.stroke();
  if (space.small) return;
  c.textAlign = "right";
  c.fillStyle = theme.soft;
  const ticks = AXIS_MONEY.filter((one) => one <= most && high(one) > 9);
  const chosen = [];
  for (const tick of ticks.reverse())
    if (chosen.length < 3 && chosen.every((one) => high(one) - high(tick) > 11)) chosen.push(tick);
  for (const tick of chosen) {
    const y = bottom - high(tick);
    c.fillText(money(tick).replace(".0 bn", " bn"), space.left - 8, y + 4);
    c.strokeStyle = theme.line;
    c.setLineDash([2, 3]);
    c.beginPath();
    c.moveTo(space.left, y);
    c.lineTo(space.right, y);
    c.stroke();
    c.setLineDash([]);
  }
  c.fillText("named", space.left - 8, space.named + 4);
  c.fillText("Council", space.left - 8, space.council[1]);
}

// An adaptive policy has changed course: a line below the lanes, with a flag where it begins or changes.
function drawTurns(c, line, theme) {
  const { space, passed } = line;
  const y = space.council[1] + 6;
  const turns = line.history.runs[line.run].turns.filter((one) => one.month < passed);
  turns.forEach((one, at) => {
    const from = line.x(one.month + 1);
    c.fillStyle = theme.accent;
    if (one.acting) c.fillRect(from, y, line.x((turns[at + 1]?.month ?? passed - 1) + 1) - from, 3);
    c.beginPath();
    c.moveTo(from, y + 3);
    c.lineTo(from, y - 6);
    c.lineTo(from + 7, y - 3);
    c.lineTo(from, y);
    if (one.acting) c.fill();
    c.strokeStyle = theme.accent;
    c.lineWidth = 1;
    c.stroke();
  });
}

// Of lesser attacks a name a month would be a hedge; criminals are no mark.
const drawnNaming = (one, adversaries) =>
  one.named >= 0 && adversaries[one.named] && (one.tier >= 2 || one.wrong);

function drawNamed(c, line, attacks, theme) {
  const { space, passed } = line;
  const r = space.small ? 2.6 : 3.4;
  const y = space.named;
  for (const one of attacks) {
    if (one.namedMonth >= passed || !drawnNaming(one, line.fixed.adversaries)) continue;
    const x = line.x(one.namedMonth) + space.step / 2;
    c.strokeStyle = c.fillStyle = theme.belief;
    c.lineWidth = 1.8;
    c.beginPath();
    if (one.wrong) {
      c.moveTo(x - r, y - r);
      c.lineTo(x + r, y + r);
      c.moveTo(x + r, y - r);
      c.lineTo(x - r, y + r);
      c.stroke();
    } else {
      c.moveTo(x, y - r);
      c.lineTo(x + r, y);
      c.lineTo(x, y + r);
      c.lineTo(x - r, y);
      c.fill();
    }
  }
}

// A case is one span from its first to its last sitting: magenta where an objection stopped it,
// grey with a disc at its end where it was carried. Two lanes, so that neighbours can be told apart.
function drawCouncil(c, line, theme) {
  const { space } = line;
  const ends = [-Infinity, -Infinity];
  for (const span of line.spans()) {
    const lane = ends[0] < span.first ? 0 : ends[1] < span.first ? 1 : 0;
    ends[lane] = Math.max(ends[lane], span.last);
    const y = space.council[lane] - 3;
    const x = line.x(span.first);
    const end = line.x(span.last + 1);
    if (span.vote.carried) {
      c.strokeStyle = theme.edge;
      c.lineWidth = 1.4;
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(end - space.step / 2, y);
      c.stroke();
      c.fillStyle = theme.ballot[1];
      c.beginPath();
      c.arc(end - space.step / 2, y, space.small ? 2.6 : 3.6, 0, 7);
      c.fill();
    } else {
      c.fillStyle = stopped(span.vote) ? theme.ballot[3] : theme.ballot[2];
      c.fillRect(x, y - 2.5, Math.max(2.5, end - x - 0.5), 5);
    }
  }
}
