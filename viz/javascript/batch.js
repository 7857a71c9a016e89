// Many runs of both policies under the same luck, in the background: progress, cancel, and the
// interval.

class BatchCard {
  constructor(act) {
    this.runs = make("input", {
      type: "number",
      min: "2",
      max: "1000",
      value: "100",
      "aria-label": "pairs of runs",
      "data-testid": "batch-runs",
    });
    this.start = make(
      "button",
      {
        class: "main",
        "data-testid": "batch-start",
        onclick: () => act.batch(Number(this.runs.value)),
      },
      "Run the pairs",
    );
    this.cancel = make(
      "button",
      { "data-testid": "batch-cancel", hidden: "", onclick: () => act.cancel() },
      "Cancel",
    );
    this.bar = make("progress", { max: "1", value: 0, hidden: "", "aria-label": "runs done" });
    this.said = make(
      "div",
      { "data-testid": "batch", "data-state": "idle" },
      make("p", { class: "quiet" }, "One pair is an anecdote. Run many, and see what holds."),
    );
    this.element = make(
      "section",
      { class: "card" },
      make("h2", {}, "Many pairs, same luck"),
      make("div", { class: "line-up" }, this.runs, this.start, this.cancel),
      this.bar,
      this.said,
    );
  }

  show(batch) {
    if (!batch?.state) return;
    const running = batch.state === "running";
    Object.assign(this.said.dataset, { state: batch.state, former: batch.former });
    this.said.classList.toggle("former", batch.former);
    this.bar.hidden = this.cancel.hidden = !running;
    this.start.disabled = running;
    this.said.replaceChildren(...this.told(batch));
  }

  told(batch) {
    if (batch.state === "running") {
      this.bar.max = batch.total;
      this.bar.value = batch.done;
      return [make("p", { class: "quiet" }, `${batch.done} of ${batch.total} runs`)];
    }
    if (batch.state !== "done")
      return [make("p", {}, batch.state === "cancelled" ? "Cancelled." : batch.message)];
    const [a, b] = batch.of.policies;
    const what = `${b} less ${a}, ${batch.runs} pairs; ${batch.interval}.`;
    const levers = Object.entries(batch.of.levers).map(([name, value]) => `${name} ${value}`);
    const where = [`scenario ${batch.of.scenario}`, `seed ${batch.of.seed}`, ...levers].join(", ");
    return [
      batch.former ? make("p", { class: "wrong" }, "Results of the former pair.") : null,
      make("p", {}, `${what} Bold: the interval leaves out zero.`),
      make("p", { class: "quiet" }, `In ${where}.`),
      this.table(batch.rows),
    ].filter(Boolean);
  }

  table(rows) {
    const heads = ["measure", "difference", "interval"];
    const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
    const line = ({ measure, unit, difference, low, high }) => {
      const defined = low !== null && high !== null;
      const clear = defined && (low > 0 || high < 0);
      return make(
        "tr",
        { class: clear ? "clear" : "" },
        make("td", { title: unit }, measure.replace(/_/g, " ")),
        make("td", {}, signed(difference)),
        make("td", {}, defined ? `${number(low)} … ${number(high)}` : "not defined"),
      );
    };
    return make("table", {}, head, ...rows.map(line));
  }
}
