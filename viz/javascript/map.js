// The map: land and ties on a ground drawn once, states and open cases once a month, attacks and
// suspicions at every picture.

const PLAIN = "none"; // no colour: ballots and attacks stand out

class MapPicture extends Marks {
  constructor(canvas, fixed) {
    super();
    this.canvas = canvas;
    this.fixed = fixed;
    this.ground = document.createElement("canvas");
    this.resting = document.createElement("canvas");
    this.layer = "none";
    this.layout = "map";
    this.hover = null;
    this.chosen = null;
    this.highlight = null;
    this.stale = true;
    this.differing = true;
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

  // `fresh`: more than the progress of attacks has changed, so that what rests is drawn again.
  draw(frame, theme, view, measure, progress, fresh = true, other = null) {
    if (fit(this.canvas) || !this.spots || this.moved) {
      this.moved = false;
      this.place();
      this.stale = true;
    }
    if (this.stale || fresh) this.drawResting(frame, theme, measure, other);
    const c = this.canvas.getContext("2d"),
      d = densityOf(this.canvas);
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    c.drawImage(this.resting, 0, 0);
    if (other && this.differing) return;
    c.setTransform(d, 0, 0, d, 0, 0);
    for (const operation of frame.operations)
      (view === "true" ? this.drawTrue : this.drawKnown).call(this, c, operation, progress, theme);
    this.drawNamings(c, frame, view, progress, theme);
    if (this.highlight) this.drawHighlight(c, view, theme);
  }

  // What stays as it is while attacks are on their way: land, ties, open cases and states.
  drawResting(frame, theme, measure, other) {
    const { resting, canvas } = this;
    if (this.stale) this.drawGround(theme);
    if (resting.width !== canvas.width || resting.height !== canvas.height)
      Object.assign(resting, { width: canvas.width, height: canvas.height });
    const c = resting.getContext("2d"),
      d = densityOf(canvas);
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, resting.width, resting.height);
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
    if (other && this.differing) return this.drawDifference(c, frame, other, theme, measure);
    this.drawCases(c, frame, theme);
    this.drawNodes(c, frame, theme, measure);
    this.drawLabels(c, theme);
  }

  // Two runs on one map: what is higher or lower under B, and nothing else.
  drawDifference(c, frame, other, theme, measure) {
    this.drawNodes(c, frame, theme, measure, true);
    this.drawApart(c, frame, other, theme, measure);
    this.drawLabels(c, theme);
  }

  drawNodes(c, frame, theme, measure, apart = false) {
    const vote = apart ? null : foremost(frame.votes);
    const plain = measure.name === PLAIN || apart;
    c.textAlign = "center";
    c.textBaseline = "middle";
    for (const spot of this.states) {
      const r = this.radius(frame.gdp[spot.row]);
      const ballot = vote?.ballots[spot.row] ?? 0;
      if (ballot > 0 && plain) this.drawBallot(c, spot, r, ballot, theme);
      c.fillStyle = plain
        ? theme.node
        : scaleColour((frame.values[spot.row] - measure.low) / (measure.high - measure.low));
      c.lineWidth = 1;
      c.beginPath();
      if (ballot > 0 && plain) c.rect(spot.x, spot.y, 0, 0);
      else if (spot.ally) c.arc(spot.x, spot.y, r, 0, 7);
      else c.rect(spot.x - r * 0.9, spot.y - r * 0.9, r * 1.8, r * 1.8);
      c.fill();
      c.strokeStyle = theme.edge;
      c.stroke();
      if (ballot > 0 && !plain) ring(c, spot, r + 3, theme.ballot[ballot], ballot === 3 ? 3.5 : 2);
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
  }

  // Above all that stands still: a bar of the difference must not hide whose it is.
  drawLabels(c, theme) {
    c.textAlign = "center";
    c.textBaseline = "middle";
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
}
