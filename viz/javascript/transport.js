// Play, step, jump to the next of a kind, and the line of months below. Space plays and pauses,
// arrows step, wherever they mean nothing else; letters jump while map or timeline has the focus.

const HAS_KEYS =
  "input, select, textarea, summary, [role=radiogroup], [role=listbox], [role=tablist], [contenteditable], dialog";
const PRESSED = "button, a[href]"; // Space and Enter are theirs
const JUMPS = { i: "attack", n: "naming", v: "vote", x: "veto", m: "mistake" };
const KINDS = Object.values(JUMPS);

class Transport {
  constructor(fixed, history, act) {
    this.act = act;
    this.line = new Timeline(fixed, history, act);
    this.month = make("output", { "data-testid": "month", "aria-live": "off" });
    this.note = make("span", { class: "note", role: "status", "data-testid": "note" });
    this.less = make("span", { "data-testid": "less" });
    this.key = make("span", {});
    this.element = make(
      "section",
      { class: "time", "aria-label": "time" },
      this.controls(fixed),
      this.line.element,
      make("div", { class: "timekey" }, this.key, this.less, this.note),
    );
    this.keys = (event) => this.pressed(event);
    window.addEventListener("keydown", this.keys);
  }

  controls(fixed) {
    const { act } = this;
    const button = (testid, label, text, click, more = {}) =>
      make(
        "button",
        { "data-testid": testid, "aria-label": label, title: label, onclick: click, ...more },
        text,
      );
    const choice = (label, testid, options, change, more = {}) => {
      const select = make(
        "select",
        {
          "aria-label": label,
          "data-testid": testid,
          onchange: () => change(select.value),
          ...more,
        },
        ...options.map(([value, text]) => make("option", { value }, text)),
      );
      return select;
    };
    const filter = (name, change) => (value) => {
      this.line.filter[name] = change(value);
      act.wake();
    };
    this.play = button("play", "play or pause (space)", "▶ Play", () => act.toggle(), {
      class: "main",
    });
    const per = window.innerWidth < 800 ? "/s" : " months/s";
    const speeds = [1, 2, 6, 12, 30, 60].map((value) => [value, `${value}${per}`]);
    const speed = choice("months a second", "speed", speeds, (value) => act.speed(Number(value)));
    speed.value = "6";
    const next = choice(
      "go to the next",
      "next",
      [["", "next …"], ...KINDS.map((kind) => [kind, `next ${kind}`])],
      (kind) => kind && this.jump(kind),
      { class: "next" },
    );
    this.next = next;
    this.jumps = Object.entries(JUMPS).map(([key, kind]) =>
      button(
        `next-${kind}`,
        `next ${kind} (${key.toUpperCase()}; with Shift the one before)`,
        kind,
        () => this.jump(kind),
        {
          class: "wide",
        },
      ),
    );
    const states = fixed.states.map((one, row) => [row, one.name]);
    const leasts = [0, 0.005, 0.05, 0.5].map((bn) => [bn, bn ? `over ${money(bn)}` : "any harm"]);
    const least = choice("least harm shown", "least", leasts, filter("least", Number), {
      class: "wide",
    });
    least.value = "0.005";
    const tiers = choice(
      "tier shown",
      "tier",
      [
        [0, "all tiers"],
        [1, "espionage and above"],
        [2, "disruption and above"],
        [3, "destruction"],
      ],
      filter("tier", Number),
      { class: "wide" },
    );
    const every = (value) => (value === "" ? null : Number(value));
    this.fates = choice(
      "fate shown",
      "fate",
      [["", "all fates"], ...FATES.map((one) => [one, one])],
      filter("fate", String),
      { class: "wide" },
    );
    return make(
      "div",
      { class: "transport", role: "group", "aria-label": "time" },
      button("start", "back to the start", "«", () => act.seek(0), { class: "wide" }),
      button("back", "a month back (left arrow)", "‹", () => act.step(-1)),
      this.play,
      button("step", "a month on (right arrow)", "›", () => act.step(1)),
      this.month,
      speed,
      next,
      make("span", { class: "label wide" }, "Next"),
      ...this.jumps,
      make("span", { class: "gap wide" }),
      make("span", { class: "label wide" }, "Show"),
      choice(
        "state shown",
        "state-filter",
        [["", "all states"], ...states],
        filter("state", every),
        { class: "wide" },
      ),
      ...(fixed.runs.length > 1 ? [] : [tiers]),
      this.fates,
      least,
      ...(fixed.runs.length > 1 ? [this.whose(choice)] : []),
    );
  }

  whose(choice) {
    const policies = [0, 1].map((k) => [k, `policy ${"AB"[k]}`]);
    const change = (value) => this.of(Number(value));
    this.chooser = choice("whose months", "whose", policies, change, { class: "wide" });
    return this.chooser;
  }

  // Whose months the timeline shows, where there are two.
  of(run) {
    this.line.run = run;
    if (this.chooser) this.chooser.value = run;
    this.act.wake();
  }

  jump(kind, back = false) {
    this.next.value = "";
    const { least, tier, state, fate } = this.line.filter;
    this.act.jump({ to: kind, back, least, tier, state, fate, whose: this.line.run });
  }

  pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = JUMPS[event.key.toLowerCase()];
    if (
      kind &&
      event.target.closest?.(".walk, .lanes") &&
      !(kind === "mistake" && this.eyes === "known")
    ) {
      event.preventDefault();
      this.jump(kind, event.shiftKey);
      return;
    }
    const onLine = event.target === this.line.slider;
    if (!onLine && event.target.closest?.(HAS_KEYS)) return;
    if (event.key === " " && event.target.closest?.(PRESSED)) return;
    const does = {
      " ": () => this.act.toggle(),
      ArrowRight: () => this.act.step(event.shiftKey ? 12 : 1),
      ArrowLeft: () => this.act.step(event.shiftKey ? -12 : -1),
      Home: () => this.act.seek(0),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  // What cannot be known is no kind to go to, and no fate to choose.
  look(eyes) {
    this.eyes = eyes;
    const known = eyes === "known";
    this.jumps.at(-1).hidden = known;
    this.next.lastChild.hidden = known;
    const shown = FATES.filter((name) => !known || !(name in KNOWN_AS || name === NEVER_KNOWN));
    const chosen = shown.includes(this.line.filter.fate) ? this.line.filter.fate : "";
    this.fates.replaceChildren(
      make("option", { value: "" }, "all fates"),
      ...shown.map((name) => make("option", { value: name }, name)),
    );
    this.fates.value = this.line.filter.fate = chosen;
    this.line.leave(); // what it said may be of what nobody saw
    const mark = (name, text) =>
      make(
        "span",
        {},
        make("i", {
          class: HATCHED.has(name) ? "hatch" : "",
          style: `background-color:var(--${name})`,
        }),
        text,
      );
    const sign = (colour, text, label) =>
      make("span", {}, make("b", { style: `color:var(--${colour})` }, `${text} `), label);
    this.key.className = "timekey";
    this.key.style.padding = "0";
    this.key.replaceChildren(
      ...shown.map((name) => mark(name, name)),
      sign("belief", "◆", "named"),
      ...(known ? [] : [sign("belief", "✕", "wrongly")]),
      sign("support", "●", "carried"),
      sign("object", "▬", "stopped by an objection"),
    );
  }

  tell(note) {
    this.note.textContent = note?.text ?? "";
  }

  // Where the clock stands: the month in words and on the slider, and whether it runs.
  show(month, playing) {
    const { slider } = this.line;
    if (Number(slider.value) !== month && !slider.matches(":active")) slider.value = month;
    const text = monthName(month);
    if (this.month.textContent !== text) this.month.textContent = text;
    this.month.dataset.month = month;
    const sign = playing ? "❚❚ Pause" : "▶ Play";
    if (this.play.textContent !== sign) this.play.textContent = sign;
    this.play.setAttribute("aria-pressed", playing);
  }

  // What happened up to then.
  lanes(month, playing, theme, eyes, sentence) {
    const text = monthName(month);
    this.line.slider.setAttribute("aria-valuetext", playing ? text : `${text}. ${sentence}`);
    this.line.draw(month, theme, eyes);
    const less = this.line.less ? `${plural(this.line.less, "smaller attack")} not drawn` : "";
    if (this.less.textContent !== less) this.less.textContent = less;
  }

  close() {
    window.removeEventListener("keydown", this.keys);
  }
}
