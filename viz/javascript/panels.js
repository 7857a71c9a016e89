// What stands beside the picture: the log, what became of the harm, a state, and where two runs part.

class Panels {
  constructor(fixed, controls, act) {
    this.fixed = fixed;
    this.controls = controls;
    this.act = act;
    this.side = {};
    this.filter = make("input", {
      type: "search",
      placeholder: "filter: RUS, EST, destruction, wrong …",
      "aria-label": "filter the log",
      "data-testid": "log-filter",
      oninput: () => this.showLog(),
    });
    this.log = make("ol", { class: "log", "data-testid": "log" });
    this.harm = make("div", { class: "harm", "data-testid": "waterfall" });
    this.state = make("section", { class: "card state", "data-testid": "state", hidden: "" });
    this.parting = make("section", { class: "card", "data-testid": "parting", hidden: "" });
    this.logCard = make(
      "section",
      { class: "card" },
      make("h2", {}, "Incidents"),
      this.filter,
      this.log,
    );
    this.harmCard = make(
      "section",
      { class: "card" },
      make(
        "h2",
        { title: "every operation's civilian harm, by what became of its case so far" },
        "What became of civilian harm",
      ),
      this.harm,
    );
  }

  show(side, view) {
    this.side = side;
    this.view = view;
    this.showLog();
    this.showHarm();
    this.showState();
    this.showParting();
  }

  showLog() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [],
      known = this.view === "known";
    for (const [k, log] of (this.side.log ?? []).entries()) {
      for (const one of log) {
        if (known && !one.detected) continue;
        const wrong = one.named && one.named !== one.author;
        const who = known ? one.named || "?" : one.author;
        const answer = one.outcome === "none" ? "" : `answer: ${one.outcome.replace(/_/g, " ")}`;
        const naming = known
          ? ""
          : one.named
            ? wrong
              ? `named ${one.named}, wrong`
              : `named ${one.named}`
            : one.detected
              ? ""
              : "undetected";
        const text = `${who} → ${one.target} ${one.tier}${one.flag && !known ? ", false flag" : ""}`;
        const more = [naming, answer, `${number(one.harm)} bn`].filter(Boolean).join(" · ");
        if (
          !words.every((word) =>
            `${one.when} ${text} ${more} ${one.fate}`.toLowerCase().includes(word),
          )
        )
          continue;
        rows.push({ one, k, text, more, wrong: wrong && !known });
        if (rows.length > 400) break;
      }
    }
    rows.sort((a, b) => b.one.month - a.one.month || a.k - b.k || b.one.id - a.one.id);
    this.log.replaceChildren(
      ...rows.slice(0, 80).map(({ one, k, text, more, wrong }) => {
        const mark = make("i", {
          style: `background:${TIER_INK[["nuisance", "espionage", "disruption", "destruction"].indexOf(one.tier)]}`,
        });
        const run =
          this.side.log.length > 1
            ? make("b", { style: `color:${RUN_INK[k]}` }, k ? "B " : "A ")
            : null;
        return make(
          "li",
          {},
          make(
            "button",
            { class: wrong ? "wrong" : "", onclick: () => this.act.highlight(one) },
            mark,
            run,
            `${one.when} ${text}`,
            make("small", {}, more),
          ),
        );
      }),
    );
    if (!rows.length) this.log.append(make("li", { class: "quiet" }, "nothing yet"));
  }

  showHarm() {
    const runs = this.side.waterfall ?? [];
    const most = Math.max(1e-9, ...runs.map((run) => run.reduce((sum, value) => sum + value, 0)));
    this.harm.replaceChildren(
      ...this.controls.fates.map((fate, at) =>
        make(
          "div",
          { class: "fate", title: fate.meaning },
          make("span", {}, fate.name),
          make(
            "div",
            { class: "bars" },
            ...runs.map((run, k) => {
              const before = run.slice(0, at).reduce((sum, value) => sum + value, 0);
              return make("div", {
                style: `margin-left:${(100 * before) / most}%;width:${(100 * run[at]) / most}%;background:${FATE_INK[at]};${k ? "opacity:.55" : ""}`,
              });
            }),
          ),
          make("output", {}, runs.map((run) => number(run[at])).join(" | ")),
        ),
      ),
    );
    this.harm.append(
      make("p", { class: "quiet" }, `bn USD since January 2025${runs.length > 1 ? "; A | B" : ""}`),
    );
  }

  showState() {
    const state = this.side.state;
    this.state.hidden = !state;
    if (!state) return;
    const close = make(
      "button",
      { class: "plain", "aria-label": "close the panel", onclick: () => this.act.choose(null) },
      "×",
    );
    const parts = state.groups.map((group) =>
      make(
        "div",
        {},
        make("h3", {}, group.title),
        make(
          "dl",
          {},
          ...group.rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]),
        ),
      ),
    );
    const vote = state.vote;
    if (vote) {
      const widest = Math.max(
        0.01,
        ...vote.terms.map((term) => Math.abs(term.value)),
        Math.abs(vote.luck),
      );
      const line = (name, meaning, value) =>
        make(
          "div",
          { class: "term", title: meaning },
          make("span", {}, name),
          make(
            "div",
            { class: "scale" },
            make("div", {
              style: `width:${(50 * Math.abs(value)) / widest}%;${value < 0 ? "right:50%" : "left:50%"};background:${value < 0 ? INK.red : INK.green}`,
            }),
          ),
          make("output", {}, signed(value)),
        );
      parts.push(
        make(
          "div",
          { "data-testid": "why" },
          make("h3", {}, "Why it voted so"),
          make(
            "p",
            {},
            vote.title,
            vote.truth && this.view === "true"
              ? make("b", { class: "wrong" }, `; ${vote.truth}`)
              : null,
          ),
          ...vote.terms.map((term) => line(term.name, term.meaning, term.value)),
          line("margin", "sum of the terms above", vote.margin),
          line(
            "mood, opinion",
            "luck: the month's mood and its own opinion on this case",
            vote.luck,
          ),
        ),
      );
    }
    this.state.replaceChildren(make("h2", {}, `${state.name}, ${state.role}`, close), ...parts);
  }

  showParting() {
    const parting = this.side.parting;
    this.parting.hidden = !parting;
    if (!parting) return;
    const [a, b] = this.fixed.runs;
    const lines = [make("h2", {}, "Where they part")];
    if (parting.month === null)
      lines.push(
        make("p", {}, `Not so far: ${a} and ${b} are equal to the last bit in every month seen.`),
      );
    else {
      lines.push(
        make(
          "p",
          {},
          parting.month === 0
            ? "The states differ from the start."
            : `Something differs for the first time in ${monthName(parting.month)}.`,
        ),
      );
      if (parting.incident !== null) {
        lines.push(
          make(
            "p",
            {},
            "First incident that goes otherwise, ",
            make(
              "button",
              { class: "plain link", onclick: () => this.act.seek(parting.incident + 1) },
              parting.when,
            ),
            ":",
          ),
          ...parting.told.map((text, k) =>
            make(
              "p",
              {},
              make("b", { style: `color:${RUN_INK[k]}` }, `${k ? "B" : "A"} ${[a, b][k]}: `),
              text,
            ),
          ),
        );
      } else lines.push(make("p", { class: "quiet" }, "No incident has gone otherwise yet."));
    }
    this.parting.replaceChildren(...lines);
  }
}
