// The map: land and ties at rest on a ground drawn once; nodes, operations, suspicions and votes
// drawn every frame.

// What must be in sight, in 1000 km.
const BOX = { left: -2.75, right: 3.3, bottom: -1.72, top: 2.05 };
// Where the alliance's own networks are drawn: at sea, where nobody else is.
const NETWORKS = { x: -1.75, y: 0.15 };

class MapPicture {
  constructor(canvas, fixed) {
    this.canvas = canvas;
    this.fixed = fixed;
    this.ground = document.createElement("canvas");
    this.layer = "none";
    this.layout = "map";
    this.hover = null;
    this.chosen = null;
    this.highlight = null;
    this.stale = true;
  }

  // Places on the canvas: near states by projection, far ones where their bearing meets the rim,
  // spread until labels fit.
  place() {
    const { canvas, fixed } = this;
    const width = canvas.clientWidth,
      height = canvas.clientHeight;
    const narrow = width < 560,
      edge = narrow ? 16 : 30;
    const inner = {
      w: width - 2 * edge - (narrow ? 26 : 60),
      h: height - 2 * edge - (narrow ? 30 : 44),
    };
    this.scale = Math.min(inner.w / (BOX.right - BOX.left), inner.h / (BOX.top - BOX.bottom));
    this.origin = {
      x: width / 2 - (this.scale * (BOX.left + BOX.right)) / 2,
      y: height / 2 + (this.scale * (BOX.bottom + BOX.top)) / 2,
    };
    this.narrow = narrow;
    this.rim = { left: edge, right: width - edge, top: edge - 6, bottom: height - edge + 4 };
    const on = (p) => ({
      x: this.origin.x + p.x * this.scale,
      y: this.origin.y - p.y * this.scale,
    });
    const all = [
      ...fixed.states.map((s, i) => ({ ...s, kind: "state", row: i })),
      ...fixed.adversaries.map((a, j) => ({ ...a, kind: "adversary", row: j })),
    ];
    const forced = this.layout === "network",
      { left, right, top, bottom } = this.rim,
      margin = 26;
    const pulled = ([x, y]) => ({
      x: (left + right) / 2 + (x * (right - left - 2 * margin)) / 2,
      y: (top + bottom) / 2 - (y * (bottom - top - 2 * margin)) / 2,
    });
    this.spots = all.map((one) => ({
      ...one,
      ...(forced ? pulled(one.force) : on(one)),
      far: one.far && !forced,
    }));
    this.spread(
      this.spots.filter((spot) => spot.far),
      narrow ? 42 : 62,
    );
    this.states = this.spots.slice(0, fixed.states.length);
    this.adversaries = this.spots.slice(fixed.states.length);
    this.networks = {
      code: "NATO",
      name: `${this.fixed.alliance}'s own networks`,
      ...(forced ? { x: left + 40, y: top + 24 } : on(NETWORKS)),
    };
    this.label();
  }

  spread(far, gap) {
    const { left, right, top, bottom } = this.rim,
      { x, y } = this.origin;
    const w = right - left,
      h = bottom - top;
    const along = (px, py) =>
      py <= top + 0.5
        ? px - left
        : px >= right - 0.5
          ? w + py - top
          : py >= bottom - 0.5
            ? w + h + right - px
            : 2 * w + h + bottom - py;
    const back = (s) => {
      s = ((s % (2 * w + 2 * h)) + 2 * w + 2 * h) % (2 * w + 2 * h);
      if (s < w) return { x: left + s, y: top };
      if (s < w + h) return { x: right, y: top + s - w };
      if (s < 2 * w + h) return { x: right - (s - w - h), y: bottom };
      return { x: left, y: bottom - (s - 2 * w - h) };
    };
    for (const spot of far) {
      const dx = Math.sin(spot.bearing),
        dy = -Math.cos(spot.bearing);
      const reach = Math.min(
        dx > 0 ? (right - x) / dx : dx < 0 ? (left - x) / dx : Infinity,
        dy > 0 ? (bottom - y) / dy : dy < 0 ? (top - y) / dy : Infinity,
      );
      spot.s = along(x + dx * reach, y + dy * reach);
    }
    far.sort((a, b) => a.s - b.s);
    for (let round = 0; round < 60; round++) {
      for (let k = 1; k < far.length; k++) {
        const lack = gap - (far[k].s - far[k - 1].s);
        if (lack > 0) {
          far[k].s += lack / 2;
          far[k - 1].s -= lack / 2;
        }
      }
    }
    for (const spot of far) Object.assign(spot, back(spot.s));
  }

  // Labels beside their nodes, the larger states first; one that would overlap another or a node is
  // left out until touched.
  label() {
    const size = (spot) => (spot.kind === "state" ? this.radius(1.3 * spot.gdp) : 6);
    const boxes = this.spots.map((s) => ({
      l: s.x - size(s),
      r: s.x + size(s),
      t: s.y - size(s),
      b: s.y + size(s),
    }));
    const width = this.narrow ? 21 : 25,
      height = 11;
    for (const spot of [...this.spots].sort(
      (a, b) => (b.kind === "adversary") - (a.kind === "adversary") || a.row - b.row,
    )) {
      const r = size(spot) + 5;
      const tries = [
        [0, -r - 6],
        [0, r + 6],
        [r + width / 2, 0],
        [-r - width / 2, 0],
        [r + 8, -r],
        [-r - 8, -r],
        [r + 8, r],
        [-r - 8, r],
        [r + 14, -r - 10],
        [-r - 14, -r - 10],
        [r + 14, r + 10],
        [-r - 14, r + 10],
      ];
      spot.label = null;
      for (const [dx, dy] of tries) {
        const box = {
          l: spot.x + dx - width / 2,
          r: spot.x + dx + width / 2,
          t: spot.y + dy - height / 2,
          b: spot.y + dy + height / 2,
        };
        const inside =
          box.l > 1 &&
          box.r < this.canvas.clientWidth - 1 &&
          box.t > 1 &&
          box.b < this.canvas.clientHeight - 1;
        if (!inside || boxes.some((o) => o.l < box.r && o.r > box.l && o.t < box.b && o.b > box.t))
          continue;
        spot.label = { x: spot.x + dx, y: spot.y + dy };
        boxes.push(box);
        break;
      }
    }
  }

  drawGround(theme) {
    const { ground, canvas } = this;
    ground.width = canvas.width;
    ground.height = canvas.height;
    const c = ground.getContext("2d"),
      d = densityOf(canvas);
    c.scale(d, d);
    c.lineJoin = "round";
    c.fillStyle = theme.land;
    c.strokeStyle = theme.coast;
    c.lineWidth = 0.7;
    for (const line of this.layout === "map" ? this.fixed.outlines : []) {
      c.beginPath();
      for (let k = 0; k < line.length; k += 2)
        c.lineTo(this.origin.x + line[k] * this.scale, this.origin.y - line[k + 1] * this.scale);
      c.closePath();
      c.fill();
      c.stroke();
    }
    const { left, right, top, bottom } = this.rim;
    c.setLineDash([1, 5]);
    c.strokeStyle = theme.soft;
    c.globalAlpha = 0.6;
    if (this.layout === "map") c.strokeRect(left, top, right - left, bottom - top);
    c.setLineDash([]);
    // The more ties, the fainter.
    const fog = this.layer === "none" ? 1 : Math.min(1, 160 / this.fixed.ties[this.layer].length);
    if (this.layer !== "none")
      this.drawTies(
        c,
        theme.ink,
        (i, j, w) => fog * (0.06 + 0.2 * w),
        0.8,
        () => true,
      );
    this.stale = false;
  }

  drawTies(c, ink, alpha, width, which, layer = this.layer === "none" ? "digital" : this.layer) {
    c.strokeStyle = ink;
    c.lineWidth = width;
    for (const [i, j, w] of this.fixed.ties[layer]) {
      if (!which(i, j)) continue;
      c.globalAlpha = Math.min(1, alpha(i, j, w));
      c.beginPath();
      curve(c, this.states[i], this.states[j], 0.12, 1);
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  target(row) {
    return row < this.states.length ? this.states[row] : this.networks;
  }
  author(row) {
    return row >= 0 && row < this.adversaries.length ? this.adversaries[row] : null;
  }
  radius(gdp) {
    return (this.narrow ? 2.4 : 3.2) + (this.narrow ? 9 : 14) * Math.sqrt(gdp / 32000);
  }

  draw(frame, theme, view, measure, progress, other = null) {
    if (fit(this.canvas) || !this.spots || this.moved) {
      this.moved = false;
      this.place();
      this.stale = true;
    }
    if (this.stale) this.drawGround(theme);
    const c = this.canvas.getContext("2d"),
      d = densityOf(this.canvas);
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    c.drawImage(this.ground, 0, 0);
    c.setTransform(d, 0, 0, d, 0, 0);
    const touched = this.hover?.kind === "state" ? this.hover.row : this.chosen;
    if (touched !== null && touched !== undefined)
      this.drawTies(
        c,
        theme.ink,
        (i, j, w) => 0.12 + 0.5 * w,
        1.1,
        (i, j) => i === touched || j === touched,
      );
    this.drawCases(c, frame, view, progress);
    this.drawNodes(c, frame, theme, measure);
    if (other) this.drawApart(c, frame, other, theme, measure);
    for (const operation of frame.operations)
      (view === "true" ? this.drawTrue : this.drawKnown).call(this, c, operation, progress, theme);
    this.drawNamings(c, frame, view, progress, theme);
    if (this.highlight) this.drawHighlight(c, view, theme);
  }

  // Suspicions: a dashed line from the victim grows towards the likeliest author as the posterior
  // does.
  drawCases(c, frame, view, progress) {
    c.setLineDash([4, 4]);
    for (const one of frame.cases) {
      const suspect = this.author(one.suspect),
        victim = this.target(one.victim);
      if (!suspect) continue;
      const wrong = view === "true" && one.suspect !== one.author;
      c.strokeStyle = wrong ? INK.red : view === "true" ? INK.green : INK.amber;
      c.globalAlpha = (one.brought ? 0.75 : 0.4) * (0.25 + 0.75 * one.posterior);
      c.lineWidth = one.brought ? 1.8 : 1;
      c.beginPath();
      curve(c, victim, suspect, -0.16, Math.max(0.06, one.posterior));
      c.stroke();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  drawNodes(c, frame, theme, measure) {
    const vote = frame.votes[frame.votes.length - 1];
    c.textAlign = "center";
    c.textBaseline = "middle";
    for (const spot of this.states) {
      const r = this.radius(frame.gdp[spot.row]);
      c.fillStyle = scaleColour(
        (frame.values[spot.row] - measure.low) / (measure.high - measure.low),
      );
      c.strokeStyle = theme.ground;
      c.lineWidth = 1;
      c.beginPath();
      if (spot.ally) c.arc(spot.x, spot.y, r, 0, 7);
      else c.rect(spot.x - r * 0.9, spot.y - r * 0.9, r * 1.8, r * 1.8);
      c.fill();
      c.strokeStyle = theme.ink;
      c.globalAlpha = 0.55;
      c.stroke();
      c.globalAlpha = 1;
      if (vote && vote.ballots[spot.row] > 0)
        ring(c, spot, r + 3, BALLOT_INK[vote.ballots[spot.row]], 2);
      if (spot.row === this.chosen || this.hover === spot) ring(c, spot, r + 6, theme.ink, 1.5);
    }
    for (const spot of this.adversaries) {
      const r = this.narrow ? 6 : 8;
      c.fillStyle = theme.ink;
      c.beginPath();
      c.moveTo(spot.x, spot.y - r);
      c.lineTo(spot.x + r, spot.y);
      c.lineTo(spot.x, spot.y + r);
      c.lineTo(spot.x - r, spot.y);
      c.closePath();
      c.fill();
      if (this.hover === spot) ring(c, spot, r + 4, theme.ink, 1.5);
    }
    c.strokeStyle = theme.soft;
    c.strokeRect(this.networks.x - 5, this.networks.y - 5, 10, 10);
    c.font = `${this.narrow ? 9 : 10}px system-ui, sans-serif`;
    c.fillStyle = theme.soft;
    c.fillText(
      this.narrow ? this.fixed.alliance : `${this.fixed.alliance}'s networks`,
      this.networks.x,
      this.networks.y + 13,
    );
    c.lineWidth = 3;
    c.strokeStyle = theme.ground;
    for (const spot of this.spots) {
      if (!spot.label) continue;
      const weight = spot.kind === "adversary" ? "bold " : "";
      c.font = `${weight}${this.narrow ? 9 : 10.5}px system-ui, sans-serif`;
      c.globalAlpha = 0.7;
      c.strokeText(spot.code, spot.label.x, spot.label.y);
      c.globalAlpha = 1;
      c.fillStyle = theme.ink;
      c.fillText(spot.code, spot.label.x, spot.label.y);
    }
  }

  // Under the other policy this state stands higher or lower, by more than a twentieth of the
  // scale.
  drawApart(c, frame, other, theme, measure) {
    c.font = "bold 11px system-ui, sans-serif";
    c.lineWidth = 3;
    c.strokeStyle = theme.ground;
    c.fillStyle = RUN_INK[1];
    for (const spot of this.states) {
      const gap = frame.values[spot.row] - other.values[spot.row];
      if (Math.abs(gap) < 0.05 * (measure.high - measure.low)) continue;
      const r = this.radius(frame.gdp[spot.row]),
        x = spot.x - r - 4,
        y = spot.y + r + 1;
      c.strokeText(gap > 0 ? "▲" : "▼", x, y);
      c.fillText(gap > 0 ? "▲" : "▼", x, y);
    }
  }

  // What is true: a mark travels from the author to the target; a hollow one flies another's flag.
  drawTrue(c, op, progress, theme) {
    const from = this.author(op.author),
      to = this.target(op.target);
    if (!from) return;
    const t = Math.min(1, progress * 1.15),
      colour = TIER_INK[op.tier];
    c.strokeStyle = colour;
    c.globalAlpha = 0.45;
    c.lineWidth = 1 + op.tier * 0.6;
    c.beginPath();
    curve(c, from, to, 0.18, t);
    c.stroke();
    c.globalAlpha = 1;
    if (t >= 1) {
      if (op.tier >= 2 && op.harm > 0) this.drawSpill(c, op, colour);
      return ripple(c, to, colour, progress, op.tier);
    }
    const at = point(from, to, 0.18, t);
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
  drawKnown(c, op, progress) {
    if (!op.detected) return;
    const to = this.target(op.target);
    ripple(c, to, TIER_INK[op.tier], progress, op.tier);
  }

  drawNamings(c, frame, view, progress, theme) {
    for (const one of frame.namings) {
      const named = this.author(one.named),
        victim = this.target(one.target);
      if (!named) continue;
      const wrong = view === "true" && one.named !== one.author;
      c.strokeStyle = wrong ? INK.red : view === "true" ? INK.green : INK.amber;
      c.lineWidth = 2.4;
      c.globalAlpha = 0.9;
      c.beginPath();
      curve(c, victim, named, -0.16, Math.min(1, 0.4 + progress));
      c.stroke();
      c.globalAlpha = 1;
      const at = point(victim, named, -0.16, 0.5),
        text = wrong ? "✕ falsely named" : "named";
      c.font = "bold 11px system-ui, sans-serif";
      c.lineWidth = 3.5;
      c.strokeStyle = theme.ground;
      c.strokeText(text, at.x, at.y);
      c.fillStyle = wrong ? INK.red : theme.ink;
      c.fillText(text, at.x, at.y);
    }
  }

  drawHighlight(c, view, theme) {
    const find = (code) => this.spots.find((spot) => spot.code === code) ?? null;
    const { author, target, named, detected } = this.highlight;
    const to = find(target) ?? this.networks;
    ring(c, to, 16, theme.ink, 2);
    const line = (who, bend, colour, dash) => {
      const from = find(who);
      if (!from) return;
      c.setLineDash(dash);
      c.strokeStyle = colour;
      c.lineWidth = 2.4;
      c.beginPath();
      curve(c, from, to, bend, 1);
      c.stroke();
      c.setLineDash([]);
    };
    if (view === "true") line(author, 0.18, theme.ink, []);
    if (named && (detected || view === "true"))
      line(named, 0.16, view === "true" && named !== author ? INK.red : INK.amber, [6, 4]);
  }

  at(x, y) {
    let best = null,
      least = 18;
    for (const spot of this.spots ?? []) {
      const away = Math.hypot(spot.x - x, spot.y - y);
      if (away < least) {
        best = spot;
        least = away;
      }
    }
    return best;
  }
}
