// Many futures of both policies, arriving live: dots, intervals, verdicts; a dot opens its future.

class BatchCard {
  constructor(act, controls) {
    Object.assign(this, { act, controls });
    this.runs = make("input", {
      type: "number",
      min: "2",
      max: "1000",
      value: "400",
      "aria-label": "futures",
      "data-testid": "batch-runs",
    });
    this.start = make(
      "button",
      {
        class: "main",
        "data-testid": "batch-start",
        onclick: () => act.batch(Number(this.runs.value)),
      },
      "Run the futures",
    );
    this.cancel = make(
      "button",
      { "data-testid": "batch-cancel", hidden: "", onclick: () => act.cancel() },
      "Stop",
    );
    this.bar = make("progress", { max: "1", value: 0, hidden: "", "aria-label": "futures done" });
    this.count = make(
      "p",
      { class: "count" },
      "One pair is an anecdote. Run many futures, and see what holds.",
    );
    this.dots = new Dots(act);
    this.foot = make("p", { class: "quiet" });
    this.open = make("input", {
      type: "number",
      min: "0",
      value: "0",
      "aria-label": "future to open",
    });
    this.opener = make(
      "div",
      { class: "line-up opens", hidden: "" },
      make(
        "button",
        { "data-testid": "open-future", onclick: () => act.future(Number(this.open.value)) },
        "Watch future",
      ),
      this.open,
      make(
        "button",
        { "data-testid": "own-future", onclick: () => act.future(null) },
        "back to the declared world",
      ),
    );
    this.table = make("div", { class: "rows" });
    this.said = make(
      "div",
      { "data-testid": "batch", "data-state": "idle" },
      this.count,
      this.dots.element,
      this.foot,
      this.opener,
      this.table,
    );
    this.element = make(
      "section",
      { class: "card", "data-away": "futures" },
      make("div", { class: "line-up asks" }, this.runs, this.start, this.cancel),
      this.bar,
      this.said,
    );
    this.dots.element.hidden = true;
  }

  show(batch, theme) {
    this.batch = batch;
    if (!batch?.state) return;
    const running = batch.state === "running";
    Object.assign(this.said.dataset, {
      state: batch.state,
      former: batch.former,
      done: batch.done,
    });
    this.said.classList.toggle("former", batch.former);
    this.bar.hidden = this.cancel.hidden = !running;
    this.start.disabled = running;
    this.bar.max = batch.total;
    this.bar.value = batch.done ?? 0;
    this.count.textContent = this.counted(batch);
    const rows = batch.rows ?? [];
    this.row = rows.find((row) => row.measure === batch.about) ?? null;
    this.dots.element.hidden =
      this.opener.hidden =
      this.table.hidden =
      this.foot.hidden =
        !rows.length;
    if (!rows.length) return;
    this.open.max = batch.done - 1;
    this.dots.show(batch, this.row, theme);
    this.tell(batch);
    this.table.replaceChildren(this.rows(rows));
  }

  counted(batch) {
    const former = batch.former ? "Results of the former pair. " : "";
    if (batch.state === "failed") return `${former}${batch.message}`;
    if (!batch.rows) return batch.state === "cancelled" ? "Cancelled." : "Starting…";
    const where = batch.worlds > 1 ? `in ${batch.worlds} worlds` : "in one world";
    const end = batch.state === "cancelled" ? ", stopped early" : "";
    return `${former}${batch.done} of ${batch.total} futures ${where}${end}`;
  }

  tell(batch) {
    const [a, b] = batch.of.policies;
    const levers = Object.entries(batch.of.levers).map(
      ([name, value]) => `${name.replace(/_/g, " ")} ${value}`,
    );
    const where = [`scenario ${batch.of.scenario}`, `seed ${batch.of.seed}`, ...levers].join(", ");
    this.foot.textContent =
      `${capital(this.row.title)}: ${b} (B) less ${a} (A); ${where}; ${batch.interval}. ` +
      "Thick: where the mean lies, narrows as futures arrive; thin: 95 % of worlds, does not. A dot opens that future.";
  }

  rows(rows) {
    const line = (row) => {
      const defined = row.low !== null && row.high !== null;
      const clear = defined && (row.low > 0 || row.high < 0);
      const here = row.measure === this.batch.about;
      return make(
        "tr",
        { class: `${clear ? "clear" : ""}${here ? " here" : ""}` },
        make(
          "td",
          {},
          make(
            "button",
            {
              class: "plain",
              "aria-pressed": String(here),
              title: row.unit,
              onclick: () => this.act.about(row.measure),
            },
            row.title,
          ),
        ),
        make("td", { class: "picture" }, intervalPicture(row)),
        make("td", { class: "value" }, signed(row.difference, row.form)),
        make("td", {}, row.verdict ?? "not defined"),
      );
    };
    const heads = ["measure", "B less A", "mean", "verdict"];
    const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
    return make("table", {}, head, ...rows.map(line));
  }

  // What the futures say, for the page's first line.
  sentence() {
    if (!this.batch?.rows || this.batch.former)
      return "One pair is an anecdote. Run many futures to see which is better.";
    return sentenceOfRow(this.row);
  }

  draw(theme) {
    if (this.batch?.rows) this.dots.show(this.batch, this.row, theme);
  }
}
