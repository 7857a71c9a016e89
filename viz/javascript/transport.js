// Play, pause, step, scrub, speed. Space plays and pauses, arrows step, wherever they mean nothing
// else.

const HAS_KEYS =
  "input, select, textarea, summary, [role=radiogroup], [role=listbox], [contenteditable]";
const PRESSED = "button, a[href]"; // Space and Enter are theirs

class Transport {
  constructor(months, act) {
    this.act = act;
    const button = (testid, label, text, click) =>
      make(
        "button",
        { "data-testid": testid, "aria-label": label, title: label, onclick: click },
        text,
      );
    this.play = button("play", "play or pause (space)", "▶", () => act.toggle());
    this.slider = make("input", {
      type: "range",
      min: "0",
      max: String(months),
      value: "0",
      "aria-label": "month",
      "data-testid": "scrub",
      oninput: () => act.seek(Number(this.slider.value)),
    });
    this.month = make("output", { "data-testid": "month", "aria-live": "off" });
    const speed = make(
      "select",
      {
        "aria-label": "months a second",
        "data-testid": "speed",
        onchange: () => act.speed(Number(speed.value)),
      },
      ...[1, 2, 6, 12, 30, 60].map((value) => make("option", { value }, `${value}/s`)),
    );
    speed.value = "6";
    this.element = make(
      "div",
      { class: "transport", role: "group", "aria-label": "time" },
      button("start", "back to the start", "«", () => act.seek(0)),
      button("back", "a month back (left arrow)", "‹", () => act.step(-1)),
      this.play,
      button("step", "a month on (right arrow)", "›", () => act.step(1)),
      this.slider,
      this.month,
      speed,
    );
    this.keys = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.(HAS_KEYS)) return;
      if (event.key === " " && event.target.closest?.(PRESSED)) return;
      const does = {
        " ": () => act.toggle(),
        ArrowRight: () => act.step(event.shiftKey ? 12 : 1),
        ArrowLeft: () => act.step(event.shiftKey ? -12 : -1),
        Home: () => act.seek(0),
      }[event.key];
      if (!does) return;
      event.preventDefault();
      does();
    };
    window.addEventListener("keydown", this.keys);
  }

  show(month, playing) {
    if (Number(this.slider.value) !== month && !this.slider.matches(":active"))
      this.slider.value = month;
    const text = monthName(month);
    if (this.month.textContent !== text) this.month.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.month.dataset.month = month;
    const sign = playing ? "❚❚" : "▶";
    if (this.play.textContent !== sign) this.play.textContent = sign;
    this.play.setAttribute("aria-pressed", playing);
  }

  close() {
    window.removeEventListener("keydown", this.keys);
  }
}
