// A clip: a span of months of the map, as a GIF. The page goes through the span while it is drawn,
// so what is recorded is seen; no clock decides, and a slow machine loses no picture.

const MOST_MONTHS = 120;
// Months a second, each with the shares of an attack's way at which it is drawn.
const PACES = { 1: [0.2, 0.4, 0.6, 0.8, 1], 2: [0.35, 0.7, 1], 4: [0.6, 1] };
const MOVES = 100; // milliseconds that a picture under way stands

class Clip {
  constructor(view) {
    this.view = view;
    const months = Array.from({ length: view.fixed.months }, (_, k) => [k + 1, monthAt(k)]);
    const choice = (label, testid, options) =>
      make(
        "label",
        {},
        label,
        make(
          "select",
          { "data-testid": testid, onchange: () => this.check() },
          ...options.map(([value, text]) => make("option", { value }, text)),
        ),
      );
    const paces = Object.keys(PACES).map((pace) => [pace, plural(Number(pace), "month")]);
    const labels = [
      choice("from", "clip-from", months),
      choice("to", "clip-to", months),
      choice("a second", "clip-pace", paces),
    ];
    [this.from, this.to, this.pace] = labels.map((one) => one.querySelector("select"));
    this.pace.value = "2";
    this.start = make(
      "button",
      { "data-testid": "clip-start", onclick: () => this.record() },
      "Download GIF",
    );
    this.stop = make(
      "button",
      { "data-testid": "clip-cancel", hidden: "", onclick: () => this.cancel("Cancelled.") },
      "Cancel",
    );
    this.bar = make("progress", {
      "aria-label": "months recorded",
      "data-testid": "clip-progress",
      hidden: "",
    });
    this.said = make("p", { class: "quiet", role: "status", "data-testid": "clip-says" });
    this.element = make(
      "fieldset",
      { class: "clip" },
      make("legend", {}, "Clip of the map"),
      make("div", { class: "span" }, ...labels),
      make("div", { class: "line-up" }, this.start, this.stop, this.bar),
      this.said,
    );
  }

  // The year up to the month that is shown, or the first one.
  open() {
    if (this.recording) return;
    const now = Math.max(1, this.view.loop.frames.runs[0].month);
    const last = now < 2 ? Math.min(12, this.view.fixed.months) : now;
    this.from.value = Math.max(1, last - 11);
    this.to.value = last;
    this.check();
  }

  check() {
    const months = Number(this.to.value) - Number(this.from.value) + 1;
    const wrong =
      months < 1
        ? "The clip ends before it begins."
        : months > MOST_MONTHS
          ? `At most ${MOST_MONTHS} months.`
          : "";
    this.start.disabled = Boolean(wrong) || Boolean(this.recording);
    this.said.textContent = wrong;
  }

  cancel(why) {
    if (this.recording) this.recording.over = why;
  }

  async record() {
    const { view } = this;
    const [from, to] = [Number(this.from.value), Number(this.to.value)];
    const before = view.loop.frames.runs[0].month;
    const job = (this.recording = { over: "" });
    this.works(to - from + 1);
    this.stop.focus();
    try {
      const gif = new Gif(CLIP.width, CLIP.height);
      const sheet = new ClipSheet(view);
      for (let month = from; month <= to; month++) {
        await this.reach(month, job);
        this.take(gif, sheet);
        this.bar.value = month - from + 1;
      }
      await this.reach(before, job);
      const name = `foedus-clip-${isoMonth(from - 1)}-to-${isoMonth(to - 1)}.gif`;
      const blob = gif.blob();
      save(name, blob);
      job.over = `Saved ${name}: ${plural(gif.frames, "picture")}, ${(blob.size / 1e6).toFixed(1)} MB.`;
    } catch (error) {
      if (!job.over) throw error;
    } finally {
      this.recording = null;
      this.works(0);
      this.said.textContent = job.over || "That did not work.";
      if (document.activeElement === document.body) this.start.focus();
    }
  }

  // Go to a month and wait until it is there. Errors: where the clip was given up.
  async reach(month, job) {
    const { loop, act, history, transport } = this.view;
    act.seek(month);
    do await new Promise((done) => setTimeout(done, 10));
    while (loop.waits && !job.over);
    if (!this.element.isConnected) job.over = "Stopped: another run began.";
    else if (!job.over && (loop.frames.runs[0].month !== month || history.until < month))
      job.over = "Stopped: another month was chosen.";
    if (job.over) throw new Error(job.over);
  }

  take(gif, sheet) {
    const shares = PACES[this.pace.value];
    const whole = 1000 / Number(this.pace.value);
    for (const share of shares)
      gif.add(sheet.pixels(share), share < 1 ? MOVES : whole - MOVES * (shares.length - 1));
  }

  // What can be pressed, while it records and afterwards.
  works(months) {
    const busy = months > 0;
    for (const one of [this.from, this.to, this.pace, this.start]) one.disabled = busy;
    this.stop.hidden = this.bar.hidden = !busy;
    this.bar.max = months || 1;
    this.bar.value = 0;
    this.said.textContent = busy ? `Recording ${plural(months, "month")}.` : "";
  }
}
