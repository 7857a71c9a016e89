// What happens, drawn on the map: attacks as solid arcs, suspicions as dashed ones, names, and how
// two runs differ.

const TIER_WIDTH = [1, 1.9, 3.2, 4.3];
const DASH = [8, 5];

class Marks extends Places {
  // Suspicions: a dashed line from the victim grows towards the likeliest author as the posterior
  // does.
  drawCases(c, frame, theme) {
    c.setLineDash(DASH);
    c.strokeStyle = theme.belief;
    for (const one of frame.cases) {
      const suspect = this.author(one.suspect),
        victim = this.target(one.victim);
      if (!suspect) continue;
      c.globalAlpha = (one.brought ? 0.9 : 0.4) * (0.3 + 0.7 * one.posterior);
      c.lineWidth = (one.brought ? 1.4 : 0.6) + 1.2 * one.posterior;
      c.beginPath();
      curve(c, victim, suspect, this.bend(victim, suspect), Math.max(0.06, one.posterior));
      c.stroke();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  // Arcs bend towards the middle of the picture, so that those at the rim stay in sight.
  bend(a, b, by = 0.16) {
    const [width, height] = sizeOf(this.canvas);
    const middle = { x: width / 2, y: height / 2 };
    const side = (b.x - a.x) * (middle.y - a.y) - (b.y - a.y) * (middle.x - a.x);
    return side >= 0 ? by : -by;
  }

  // What is true: a mark travels from the author to the target; a hollow one flies another's flag.
  drawTrue(c, op, progress, theme) {
    const from = this.author(op.author),
      to = this.target(op.target);
    if (!from) return;
    const t = Math.min(1, progress * 1.15),
      colour = theme.tier[op.tier],
      bend = this.bend(from, to);
    c.strokeStyle = colour;
    c.globalAlpha = 0.75;
    c.lineWidth = TIER_WIDTH[op.tier];
    c.beginPath();
    curve(c, from, to, bend, t);
    c.stroke();
    c.globalAlpha = 1;
    if (t >= 1) {
      if (op.tier >= 2 && op.harm > 0) this.drawSpill(c, op, colour);
      return ripple(c, to, colour, progress, op.tier);
    }
    const at = point(from, to, bend, t);
    c.beginPath();
    c.arc(at.x, at.y, 2.5 + op.tier, 0, 7);
    c.fillStyle = op.flag > 0 ? theme.ground : colour;
    c.fill();
    c.lineWidth = 2;
    c.stroke();
  }

  // Spill-over: the digital ties along which the harm of a disruption or worse travels on, by their
  // share of it.
  drawSpill(c, op, colour) {
    const most = Math.max(
      0.01,
      ...this.fixed.ties.digital
        .filter(([i, j]) => i === op.target || j === op.target)
        .map(([, , w]) => w),
    );
    this.drawTies(
      c,
      colour,
      (i, j, w) => (0.7 * w) / most,
      1.4,
      (i, j) => i === op.target || j === op.target,
      "digital",
    );
  }

  // What allies know: a detected operation appears where it struck; whoever did it is not drawn.
  drawKnown(c, op, progress, theme) {
    if (!op.detected) return;
    ripple(c, this.target(op.target), theme.tier[op.tier], progress, op.tier);
  }

  // A name stands as a diamond on its line; a cross, where it is wrong, and then the true arc too.
  drawNamings(c, frame, view, progress, theme) {
    for (const one of frame.namings) {
      const named = this.author(one.named),
        victim = this.target(one.target);
      if (!named) continue;
      const wrong = view === "true" && one.named !== one.author;
      const bend = this.bend(victim, named);
      c.strokeStyle = theme.belief;
      c.lineWidth = 2.2;
      c.setLineDash(DASH);
      c.beginPath();
      curve(c, victim, named, bend, Math.min(1, 0.4 + progress));
      c.stroke();
      c.setLineDash([]);
      if (wrong && this.author(one.author)) {
        c.strokeStyle = theme.ink;
        c.lineWidth = 1.2;
        c.beginPath();
        curve(c, this.author(one.author), victim, this.bend(this.author(one.author), victim), 1);
        c.stroke();
      }
      const at = point(victim, named, bend, 0.5),
        text = wrong ? "✕ wrongly named" : "◆ named";
      c.font = "bold 11px system-ui, sans-serif";
      c.lineWidth = 3.5;
      c.strokeStyle = theme.ground;
      c.strokeText(text, at.x, at.y);
      c.fillStyle = theme.belief;
      c.fillText(text, at.x, at.y);
    }
  }

  drawHighlight(c, view, theme) {
    const find = (code) => this.spots.find((spot) => spot.code === code) ?? null;
    const { author, target, named, detected } = this.highlight;
    const to = find(target) ?? this.networks;
    ring(c, to, 16, theme.ink, 2);
    const line = (who, colour, dash, by) => {
      const from = find(who);
      if (!from) return;
      c.setLineDash(dash);
      c.strokeStyle = colour;
      c.lineWidth = 2.4;
      c.beginPath();
      curve(c, from, to, this.bend(from, to, by), 1);
      c.stroke();
      c.setLineDash([]);
    };
    if (view === "true") line(author, theme.ink, [], 0.16);
    if (named && (detected || view === "true")) line(named, theme.belief, DASH, 0.22);
  }

  // A vote on the map: who supports is a disc, who abstains a ring, who objects a crossed square.
  drawBallot(c, spot, r, ballot, theme) {
    const { x, y } = spot;
    c.fillStyle = c.strokeStyle = theme.ballot[ballot];
    if (ballot === 3) {
      const s = Math.max(6, r);
      c.fillRect(x - s, y - s, 2 * s, 2 * s);
      c.strokeStyle = theme.ground;
      c.lineWidth = 2;
      c.beginPath();
      for (const k of [1, -1]) {
        c.moveTo(x - s / 2, y - (k * s) / 2);
        c.lineTo(x + s / 2, y + (k * s) / 2);
      }
      c.stroke();
      return;
    }
    c.beginPath();
    c.arc(x, y, ballot === 1 ? r : Math.max(3.5, r - 1), 0, 7);
    if (ballot === 1) return c.fill();
    c.fillStyle = theme.ground;
    c.fill();
    c.lineWidth = 2.2;
    c.stroke();
  }

  // Bars at the states: how much more (up) or less (down) there is under B. The colour is that of
  // the policy that does better, where more is known to be worse.
  drawApart(c, frame, other, theme, measure) {
    const most = Math.max(
      1e-12,
      ...frame.values.map((value, k) => Math.abs(value - other.values[k])),
    );
    this.tallest = most > 1e-12 ? most : 0;
    for (const spot of this.states) {
      const gap = frame.values[spot.row] - other.values[spot.row];
      if (gap === 0) continue;
      const height = (40 * Math.abs(gap)) / most;
      const r = this.radius(frame.gdp[spot.row]) + 2;
      const y = gap > 0 ? spot.y - r - height : spot.y + r;
      c.fillStyle = measure.worse ? theme.run[gap > 0 ? 0 : 1] : theme.ink;
      c.strokeStyle = theme.ground;
      c.lineWidth = 1;
      c.strokeRect(spot.x - 3, y, 6, height);
      c.fillRect(spot.x - 3, y, 6, Math.max(1, height));
    }
  }
}
