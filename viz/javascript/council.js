// The Council: a ring of members around the proposal; green supports, grey abstains, a red square
// breaks the silence.

class Council {
  constructor(fixed) {
    this.fixed = fixed;
    this.canvas = make("canvas", {
      class: "council",
      role: "img",
      "aria-label": "the last vote of the Council",
    });
    this.text = make("div", { class: "said", "data-testid": "council" });
    this.element = make(
      "section",
      { class: "card" },
      make("h2", {}, "The Council"),
      make("div", { class: "line-up" }, this.canvas, this.text),
    );
    this.last = null;
  }

  draw(frame, theme) {
    if (this.last && (frame.month < this.last.month || frame.month > this.last.month + 11))
      this.last = null;
    if (frame.votes.length)
      this.last = {
        month: frame.month,
        count: frame.votes.length,
        ...frame.votes[frame.votes.length - 1],
      };
    fit(this.canvas);
    const c = this.canvas.getContext("2d"),
      d = densityOf(this.canvas);
    c.setTransform(d, 0, 0, d, 0, 0);
    const size = this.canvas.clientWidth,
      middle = size / 2,
      radius = middle - 9;
    c.clearRect(0, 0, size, size);
    const { last } = this,
      members = this.fixed.states.map((s, i) => [s, i]).filter(([s]) => s.ally);
    members.forEach(([, i], k) => {
      const angle = (2 * Math.PI * k) / members.length - Math.PI / 2;
      const x = middle + radius * Math.cos(angle),
        y = middle + radius * Math.sin(angle),
        ballot = last ? last.ballots[i] : 0;
      c.fillStyle = BALLOT_INK[ballot] ?? theme.line;
      c.beginPath();
      if (ballot === 3) c.rect(x - 5, y - 5, 10, 10);
      else c.arc(x, y, ballot === 1 ? 4.5 : 3.5, 0, 7);
      c.fill();
    });
    if (!last) return this.say("No proposal in the last twelve months.");
    const counts = [0, 0, 0, 0];
    members.forEach(([, i]) => (counts[last.ballots[i]] += 1));
    c.fillStyle = theme.ink;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.font = "bold 22px system-ui, sans-serif";
    c.fillText(last.carried ? "✓" : "✕", middle, middle - 8);
    c.font = "11px system-ui, sans-serif";
    c.fillText(last.carried ? "carried" : "not carried", middle, middle + 12);
    const rung = this.fixed.rungs[last.rung].replace(/_/g, " ");
    const who = this.fixed.adversaries[last.suspect]?.code ?? "crime",
      victim = this.fixed.states[last.victim]?.code ?? "NATO";
    const more = last.count > 1 ? ` (the last of ${last.count} that month)` : "";
    this.say(
      [
        `${monthName(last.month)}: ${rung} against ${who}, for ${victim}${more}.`,
        `${counts[1]} assent, ${counts[2]} abstain, ${counts[3]} object;`,
        `guilt held ${Math.round(100 * last.certainty)} % certain.`,
      ].join(" "),
    );
  }

  say(text) {
    if (this.text.textContent !== text) this.text.textContent = text;
  }
}
