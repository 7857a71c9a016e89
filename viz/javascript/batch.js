// Many runs of both policies under the same luck, in the background: progress, cancel, and the interval.

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
    this.bar = make("progress", { max: "1", value: 0, hidden: "" });
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

  show(batch, names) {
    if (!batch?.state) return;
    const running = batch.state === "running";
    this.said.dataset.state = batch.state;
    this.bar.hidden = this.cancel.hidden = !running;
    this.start.disabled = running;
    if (running) {
      this.bar.max = batch.total;
      this.bar.value = batch.done;
      this.said.replaceChildren(
        make("p", { class: "quiet" }, `${batch.done} of ${batch.total} runs`),
      );
    } else if (batch.state === "done") {
      const head = make(
        "tr",
        {},
        ...["measure", "difference", "interval"].map((text) => make("th", {}, text)),
      );
      const rows = batch.rows.map((row) => {
        const clear = row.low !== null && (row.low > 0 || row.high < 0);
        return make(
          "tr",
          { class: clear ? "clear" : "" },
          make("td", { title: row.unit }, row.measure.replace(/_/g, " ")),
          make("td", {}, row.difference === null ? "–" : signed(row.difference)),
          make("td", {}, `${number(row.low)} … ${number(row.high)}`),
        );
      });
      this.said.replaceChildren(
        make(
          "p",
          {},
          `${names[1]} less ${names[0]}, ${batch.runs} pairs; ${batch.interval}. Bold: the interval leaves out zero.`,
        ),
        make("table", {}, head, ...rows),
      );
    } else
      this.said.replaceChildren(
        make("p", {}, batch.state === "cancelled" ? "Cancelled." : batch.message),
      );
  }
}
