// One map of a story: one attack in full, all else faint. Nothing here moves that is not told.

const ARRIVES = 1.4; // seconds an arc takes

class StoryMap extends StoryPen {
  // `share` is how much of the scene has passed, 0 … 1; `seconds` how long it takes.
  paint(scene, draw, share, theme, large) {
    if (fit(this.canvas) || !this.spots) {
      this.place();
      this.stale = true;
    }
    if (this.stale) this.drawGround(theme);
    const c = this.canvas.getContext("2d");
    const d = densityOf(this.canvas);
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    c.drawImage(this.ground, 0, 0);
    c.setTransform(d, 0, 0, d, 0, 0);
    this.large = large;
    this.crime = {
      ...CRIME,
      x: this.origin.x + CRIME.x * this.scale,
      y: this.origin.y - CRIME.y * this.scale,
    };
    this.lit = new Set();
    this.names_at = [];
    const kinds = {
      arrive: "arrives",
      suspect: "suspects",
      named: "names_",
      vote: "votes",
      again: "again",
      rest: "rest",
    };
    this[kinds[draw.kind]](c, draw, share, theme, scene);
  }

  strike(c, attack, t, theme) {
    const from = this.adversaries[attack.author];
    const to = this.target(attack.target);
    this.lit.add(`a${attack.author}`).add(`s${attack.target}`);
    this.arc(c, from, to, theme.tier[attack.tier], TIER_WIDTH[attack.tier], Math.min(1, t));
    if (t >= 1) this.struck(c, attack, theme);
  }
  struck(c, attack, theme) {
    const to = this.target(attack.target);
    ring(c, to, this.radius(to.gdp ?? 0) + 7, theme.tier[attack.tier], TIER_WIDTH[attack.tier]);
  }

  arrives(c, draw, share, theme, scene) {
    const t = Math.max(0, (share * scene.seconds - 0.8) / ARRIVES);
    this.strike(c, draw, t, theme);
    if (draw.flag) this.lit.add(`a${draw.shown}`);
    this.nodes(c, theme);
    if (draw.flag && t >= 1) {
      const flown = this.suspect(draw.shown);
      this.arc(c, this.target(draw.target), flown, theme.belief, 1.4, Math.min(1, t - 1), DASH);
    }
    this.stamp(c, theme, draw.month, "what is true");
  }

  suspects(c, draw, share, theme) {
    const at = Math.min(draw.evidence.length - 1, Math.floor(share * 1.25 * draw.evidence.length));
    const [month, shares] = draw.evidence[at];
    const to = this.target(draw.target);
    this.lit.add(`s${draw.target}`);
    shares.forEach((_, row) => this.lit.add(`a${row}`));
    shares.forEach((p, row) =>
      this.arc(c, to, this.suspect(row), theme.belief, 1 + 14 * p, 1, DASH),
    );
    this.struck(c, draw, theme);
    this.nodes(c, theme);
    this.diamond(c, this.crime, theme.ink, true);
    this.lit.add("crime");
    this.write(c, { ...this.crime, gdp: 0 }, theme, this.large ? 18 : 12, true);
    shares.forEach((p, row) => this.share(c, this.suspect(row), p, theme));
    this.stamp(c, theme, month, "what allies know");
  }

  line(c, draw, theme) {
    const to = this.target(draw.target);
    const from = this.suspect(draw.named);
    this.lit.add(`s${draw.target}`).add(`a${draw.named}`);
    this.arc(c, to, from, theme.belief, 1 + 4 * draw.certainty, 1, DASH);
    if (draw.named !== draw.author) {
      this.lit.add(`a${draw.author}`);
      this.arc(
        c,
        this.adversaries[draw.author],
        to,
        theme.tier[draw.tier],
        TIER_WIDTH[draw.tier],
        1,
      );
    }
    this.struck(c, draw, theme);
  }

  names_(c, draw, share, theme, scene) {
    this.line(c, draw, theme);
    this.nodes(c, theme);
    this.share(c, this.suspect(draw.named), draw.certainty, theme);
    const mark = draw.named === draw.author ? "◆ named" : "✕ wrongly named";
    this.said(
      c,
      point(
        this.target(draw.target),
        this.suspect(draw.named),
        this.bend(this.target(draw.target), this.suspect(draw.named)),
        0.5,
      ),
      mark,
      theme,
    );
    this.stamp(
      c,
      theme,
      scene.month,
      draw.named === draw.author ? "what allies know" : "what is true",
    );
  }

  votes(c, draw, share, theme) {
    const { sittings } = draw;
    const at = Math.min(sittings.length - 1, Math.floor(share * 1.3 * sittings.length));
    const one = sittings[at];
    this.line(c, draw, theme);
    for (const [row, ballot] of [...one.ballots].entries())
      if (ballot === "3") this.lit.add(`s${row}`);
    this.nodes(c, theme, one.ballots);
    const of = sittings.length > 1 ? `sitting ${at + 1} of ${sittings.length}` : "one sitting";
    this.stamp(c, theme, one.month, of);
    this.ring(c, one, theme);
  }

  again(c, draw, share, theme, scene) {
    const attack = draw.attacks[0];
    const t = Math.max(0, (share * scene.seconds * 1.2 - 0.6 * scene.seconds) / ARRIVES);
    this.strike(c, attack, t, theme);
    this.nodes(c, theme);
    const span = draw.until - draw.from;
    const month =
      t > 0 ? attack.month : Math.min(draw.until - 1, draw.from + Math.floor(share * 2 * span));
    this.stamp(c, theme, month, "what is true");
  }

  rest(c, draw, share, theme) {
    this.nodes(c, theme);
  }
}
