// A story told in a minute: captions below, maps above; skippable, by keys too, and still where a
// reader wants no motion.

const SEEN = "foedus-story"; // kept by the browser: the story comes by itself once
const remembered = () => {
  try {
    return localStorage.getItem(SEEN) === "seen";
  } catch {
    return true; // a browser that keeps nothing would tell it for ever
  }
};
const noted = () => {
  try {
    localStorage.setItem(SEEN, "seen");
  } catch {
    /* it keeps nothing */
  }
};

class Story {
  constructor(told, fixed, root, ended) {
    Object.assign(this, { told, fixed, root, ended, at: 0, passed: 0, playing: true, request: 0 });
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.still) this.playing = false;
    this.large = new URLSearchParams(location.search).get("large") === "1";
    this.total = told.scenes.reduce((sum, scene) => sum + scene.seconds, 0);
    this.build();
    this.keys = (event) => this.key(event);
    window.addEventListener("keydown", this.keys, true);
    this.paint = this.paint.bind(this);
    for (const one of root.children) one.inert = true;
    root.append(this.element);
    this.go(0);
    this.nextButton.focus({ preventScroll: true });
  }

  build() {
    const { told, fixed } = this;
    const titles = told.titles ?? [null];
    this.maps = titles.map((title) => {
      const canvas = make("canvas", { class: "map", "aria-hidden": "true" });
      const label = title ? make("b", { class: "name" }, title) : null;
      return {
        picture: new StoryMap(canvas, fixed),
        sheet: make("div", { class: "sheet" }, canvas, label),
      };
    });
    const button = (testid, text, click, more = {}) =>
      make("button", { "data-testid": testid, onclick: click, ...more }, text);
    this.label = make("p", { class: "quiet label" });
    this.caption = make("p", { class: "words", "aria-live": "polite", "data-testid": "caption" });
    this.dots = make(
      "span",
      { class: "dots", "aria-hidden": "true" },
      ...told.scenes.map(() => make("i")),
    );
    this.clock = make("span", { class: "quiet clock" });
    this.back = button("story-back", "‹ Back", () => this.go(this.at - 1));
    this.pause = button("story-pause", "❚❚ Pause", () => this.toggle());
    this.nextButton = button("story-next", "Next ›", () => this.next(), { class: "main" });
    this.skip = button("story-skip", "Skip", () => this.close(), { class: "plain link" });
    this.cards = make(
      "div",
      { class: "cards", "data-testid": "story-cards", hidden: "" },
      ...told.cards.map((one) => this.card(one)),
    );
    this.lanes = told.history ? this.timeline(told.history) : null;
    this.element = make(
      "section",
      {
        class: `foedus-story foedus${this.large ? " large" : ""}`,
        role: "dialog",
        "aria-modal": "true",
        "aria-label": `Story: ${told.title}`,
        "data-testid": "story",
      },
      make(
        "div",
        { class: "pictures" },
        ...this.maps.map((one) => one.sheet),
        this.lanes?.holder,
        this.cards,
      ),
      make(
        "div",
        { class: "band" },
        make("div", { class: "told" }, this.label, this.caption),
        make(
          "div",
          { class: "steer" },
          make("div", { class: "line-up" }, this.dots, this.clock),
          make("div", { class: "line-up" }, this.back, this.pause, this.nextButton, this.skip),
        ),
      ),
    );
  }

  card({ title, text, href }) {
    return make(
      "a",
      { class: "choice", href, onclick: noted },
      make("b", {}, title),
      make("span", { class: "quiet" }, text),
    );
  }

  timeline(history) {
    const held = new History(1);
    held.take(history);
    const line = new Timeline(this.fixed, held, { seek() {}, wake() {} });
    line.slider.remove();
    return { line, holder: make("div", { class: "rising", hidden: "" }, line.element) };
  }

  get scene() {
    return this.told.scenes[this.at];
  }
  get last() {
    return this.at === this.told.scenes.length - 1;
  }

  go(at) {
    this.at = Math.max(0, Math.min(this.told.scenes.length - 1, at));
    this.passed = 0;
    const { scene } = this;
    this.label.textContent = `${this.at + 1} · ${scene.label} — ${monthAt(scene.month, LONG_NAMES)}`;
    this.caption.textContent = scene.caption;
    [...this.dots.children].forEach(
      (dot, k) => (dot.className = k === this.at ? "here" : k < this.at ? "done" : ""),
    );
    this.back.disabled = this.at === 0;
    this.cards.hidden = !this.last;
    if (this.lanes) this.lanes.holder.hidden = scene.maps[0].kind !== "again";
    this.skip.textContent = this.last ? "Close" : "Skip";
    this.nextButton.textContent = this.last ? "Again" : "Next ›";
    this.element.dataset.scene = this.at + 1;
    this.element.dataset.kind = scene.maps[0].kind;
    this.tell();
    this.start();
  }

  tell() {
    this.pause.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
    this.pause.hidden = this.still;
    const before = this.told.scenes
      .slice(0, this.at)
      .reduce((sum, scene) => sum + scene.seconds, 0);
    const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
    const text = this.still ? "" : `${clock(before + this.passed)} of ${clock(this.total)}`;
    if (this.clock.textContent !== text) this.clock.textContent = text;
  }

  start() {
    this.stamp = performance.now();
    if (!this.request) this.request = requestAnimationFrame(this.paint);
  }

  paint(now) {
    this.request = 0;
    const gone = Math.max(0, Math.min(0.25, (now - this.stamp) / 1000)); // a frame may be dated before its start
    if (this.playing) this.passed += gone;
    this.stamp = now;
    const { scene } = this;
    const share = this.still ? 1 : Math.min(1, this.passed / scene.seconds);
    const theme = themeOf(this.root);
    this.maps.forEach((one, k) =>
      one.picture.paint(scene, scene.maps[k], share, theme, this.large),
    );
    const [draw] = scene.maps;
    if (this.lanes && draw.kind === "again") {
      const month = Math.min(
        draw.until,
        draw.from + Math.floor(share * 2 * (draw.until - draw.from)),
      );
      this.lanes.line.draw(month, theme, "true");
    }
    this.tell();
    if (share >= 1 && this.playing && !this.last) return this.go(this.at + 1);
    if (this.playing && share < 1) this.start();
  }

  next() {
    if (this.last) this.go(0);
    else this.go(this.at + 1);
  }

  toggle() {
    if (this.still) return;
    this.playing = !this.playing;
    this.tell();
    this.start();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target.closest?.("button, a[href]");
    const does = {
      " ": on ? null : () => this.toggle(),
      ArrowRight: () => this.next(),
      ArrowLeft: () => this.go(this.at - 1),
      Escape: () => this.close(),
    }[event.key];
    event.stopPropagation();
    if (!does) return;
    event.preventDefault();
    does();
  }

  repaint() {
    this.maps.forEach((one) => (one.picture.stale = true));
    this.start();
  }

  close() {
    noted();
    cancelAnimationFrame(this.request);
    window.removeEventListener("keydown", this.keys, true);
    this.element.remove();
    for (const one of this.root.children) one.inert = false;
    this.ended();
  }
}
