// Where states stand on the canvas: near ones by projection, far ones on a rim, labels where they fit.

// What must be in sight, in 1000 km.
const BOX = { left: -2.75, right: 3.3, bottom: -1.72, top: 2.05 };
// Where the alliance's own networks are drawn: at sea, where nobody else is.
const NETWORKS = { x: -1.75, y: 0.15 };

class Places {
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
      code: this.fixed.alliance,
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
