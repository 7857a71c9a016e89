// The run on one line: harm by month and fate, namings, cases before the Council. A slider lies
// over it, so that pointer, touch and keys go where they point.

const AXIS_MONEY = [0.005, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

class Timeline {
  constructor(fixed, history, act) {
    Object.assign(this, { fixed, history, act, run: 0, at: null });
    this.names = new Names(fixed);
    this.filter = { least: 0.005, tier: 0, state: null, fate: "" };
    this.canvas = make("canvas", {
      role: "img",
      "data-testid": "timeline",
      "aria-label": "harm, namings and votes by month",
    });
    this.slider = make("input", {
      type: "range",
      min: "0",
      max: String(fixed.months),
      value: "0",
      "aria-label": "month",
      "aria-keyshortcuts": "i n v x m",
      "data-testid": "scrub",
      oninput: () => act.seek(Number(this.slider.value)),
      onpointerdown: () => (this.pressed = this.slider.value),
      onclick: (event) => this.open(event),
      onkeydown: (event) => {
        if (event.key !== "Enter" || event.defaultPrevented) return;
        event.preventDefault();
        this.openMonth(Number(this.slider.value) - 1);
      },
      onpointermove: (event) => this.point(event.offsetX, event.offsetY),
      onpointerleave: () => this.leave(),
    });
    this.tip = make("div", { class: "tip", hidden: "", "data-testid": "time-tip" });
    this.element = make("div", { class: "lanes" }, this.canvas, this.slider, this.tip);
  }

  // Where lanes lie, from top to bottom, in this width.
  lay() {
    const width = this.canvas.clientWidth;
    const small = this.canvas.clientHeight < 100;
    const left = small ? 12 : 84;
    const right = width - (small ? 12 : 8);
    const lanes = small
      ? { harm: [4, 44], named: 52, council: [59, 67], axis: 83 }
      : { harm: [6, 58], named: 70, council: [82, 92], axis: 114 };
    this.space = { left, right, small, ...lanes, step: (right - left) / this.fixed.months };
    Object.assign(this.slider.style, { left: `${left}px`, width: `${right - left}px` });
    return this.space;
  }

  // Attacks that pass the filter, as they stand now.
  attacks() {
    const seen = this.history.runs[this.run].events.map((one) =>
      attackAt(one, this.passed, this.eyes),
    );
    this.shown = seen.filter((one) => one && passes(one, this.filter));
    this.rows = new Set(this.shown.map((one) => one.row));
    this.less = seen.filter((one) => one && one.harm < this.filter.least).length;
    return this.shown;
  }
  spans() {
    return spansAt(this.history.runs[this.run], this.passed, (vote) =>
      vote.event >= 0 ? this.rows.has(vote.event) : true,
    );
  }

  draw(passed, theme, eyes) {
    Object.assign(this, { passed, theme, eyes });
    const resized = fit(this.canvas);
    if (resized || !this.space) this.lay();
    const c = this.canvas.getContext("2d");
    const d = densityOf(this.canvas);
    c.setTransform(d, 0, 0, d, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    drawLanes(c, this, theme);
  }

  x(month) {
    return this.space.left + month * this.space.step;
  }

  point(offset) {
    if (!this.space || !this.theme) return;
    const month = Math.floor(offset / this.space.step);
    this.at = Math.min(this.fixed.months - 1, Math.max(0, month));
    const text = this.told(this.at);
    this.tip.hidden = false;
    this.tip.textContent = text;
    const left = Math.min(this.x(this.at), this.canvas.clientWidth - 390);
    this.tip.style.left = `${Math.max(4, left)}px`;
    this.act.wake();
  }

  // A click on a span before the Council opens its case; so does a second click on a month.
  open(event) {
    if (!this.space || !this.theme) return;
    const x = event.offsetX + this.space.left;
    const month = Math.floor(event.offsetX / this.space.step);
    const [top] = this.space.council;
    const low = event.offsetY > top - 8 && event.offsetY < this.space.council[1] + 6;
    const span = low
      ? this.spans().find((one) => this.x(one.first) - 3 <= x && x <= this.x(one.last + 1) + 3)
      : null;
    if (span) this.act.incident?.({ row: span.vote.event });
    else if (this.pressed === this.slider.value) this.openMonth(month);
  }

  // The case that a month is about: voted on, or else the gravest attack, or a name.
  openMonth(month) {
    if (month < 0 || month >= this.passed) return;
    const gravest = (list) => list.reduce((a, b) => (a && a.harm >= b.harm ? a : b), null);
    const vote = foremost(
      this.history.runs[this.run].votes.filter(
        (one) => one.month === month && this.rows.has(one.event),
      ),
    );
    const named = this.shown.filter((one) => one.named >= 0 && one.namedMonth === month);
    const row =
      vote?.event ??
      gravest(this.shown.filter((one) => one.month === month))?.row ??
      gravest(named)?.row;
    if (row !== undefined) this.act.incident?.({ row });
  }

  leave() {
    this.at = null;
    this.tip.hidden = true;
    this.tip.textContent = "";
    this.act.wake();
  }

  // What happened in a month, in words: attacks, namings, and who voted how.
  told(month) {
    const when = monthAt(month, LONG_NAMES);
    if (month >= this.passed) return `${when}: not yet seen. A click runs on to it.`;
    const { names } = this;
    const attacks = this.shown.filter((one) => one.month === month);
    attacks.sort((a, b) => b.harm - a.harm);
    const lines = attacks.slice(0, 3).map((one) => `▮ ${names.attack(one)} ${capital(one.fate)}.`);
    if (attacks.length > 3) lines.push(`and ${plural(attacks.length - 3, "more attack")}`);
    const named = this.shown.filter((one) => one.named >= 0 && one.namedMonth === month);
    named.sort((a, b) => b.harm - a.harm);
    lines.push(...named.slice(0, 3).map((one) => `${one.wrong ? "✕" : "◆"} ${names.naming(one)}`));
    if (named.length > 3) lines.push(`and ${plural(named.length - 3, "more naming")}`);
    const votes = this.history.runs[this.run].votes.filter(
      (vote) => vote.month === month && (vote.event < 0 || this.rows.has(vote.event)),
    );
    for (const vote of votes) lines.push(`● ${names.vote(vote)} ${names.ballots(vote)}`);
    const { begun, ended } = turnedAt(this.history.runs[this.run], month);
    const signposts = this.fixed.signposts[this.run];
    lines.push(...begun.map((at) => `⚑ The policy changes course: ${signposts[at]}.`));
    lines.push(...ended.map((at) => `⚐ The policy turns back: no more ${signposts[at]}.`));
    if (attacks.length || votes.length) lines.push("Click twice, or Enter, to open the case.");
    return [when, ...(lines.length ? lines : ["nothing above the filter"])].join("\n");
  }
}
