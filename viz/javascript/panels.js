// What stands beside the picture: the log, what became of the harm, a state, and where two runs
// part.

class Panels {
  constructor(fixed, controls, act) {
    this.fixed = fixed;
    this.controls = controls;
    this.act = act;
    this.side = {};
    this.filter = make("input", {
      type: "search",
      "aria-label": "filter the log",
      "data-testid": "log-filter",
      oninput: () => this.showLog(),
    });
    this.entries = new Map();
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
      make("h2", {}, "What became of civilian harm"),
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
    const known = this.view === "known";
    this.filter.placeholder = `filter: RUS, EST, destruction${known ? "" : ", wrong"} …`;
    const rows = [];
    for (const [k, log] of (this.side.log ?? []).entries()) {
      for (const whole of log) {
        const one = known ? knownIncident(whole) : whole;
        if (!one) continue;
        const row = { one, k, ...this.line(one, known) };
        const text = `${one.when} ${row.text} ${row.more} ${one.fate}`.toLowerCase();
        if (words.every((word) => text.includes(word))) rows.push(row);
        if (rows.length > 400) break;
      }
    }
    rows.sort((a, b) => b.one.month - a.one.month || a.k - b.k || b.one.id - a.one.id);
    const entries = rows.slice(0, 80).map((row) => this.kept(row));
    if (!rows.length) entries.push(make("li", { class: "quiet" }, "nothing yet"));
    this.entries = new Map(entries.map((entry) => [entry.told, entry]));
    replaced(this.log, entries);
  }

  // The entry that says just this already, or a new one.
  kept(row) {
    const { one, k, text, more, wrong } = row;
    const told = [k, one.id, one.when, one.tier, text, more, wrong, this.side.log.length].join("|");
    const entry = this.entries.get(told) ?? this.entry(row);
    return Object.assign(entry, { told, one });
  }

  // An incident in words: what it was, and what became of it.
  line(one, known) {
    const wrong = Boolean(one.named) && one.named !== one.author;
    const answer = one.outcome === "none" ? "" : `answer: ${one.outcome.replace(/_/g, " ")}`;
    const seen = one.named ? `named ${one.named}${wrong ? ", wrong" : ""}` : "";
    const naming = known ? "" : one.detected ? seen : "undetected";
    const text = `${one.author} → ${one.target} ${one.tier}${one.flag ? ", false flag" : ""}`;
    return {
      text,
      more: [naming, answer, money(one.harm)].filter(Boolean).join(" · "),
      wrong,
    };
  }

  entry({ one, k, text, more, wrong }) {
    const mark = make("i", {
      style: `background:var(${TIER_VAR[this.fixed.tiers.indexOf(one.tier)]})`,
    });
    const two = this.side.log.length > 1;
    const run = two ? make("b", { class: `run-${k}` }, `${"AB"[k]} `) : null;
    const opens = this.act.holds(one.id);
    const open = () => {
      this.act.highlight(entry.one); // so that the map shows it, in Watch when the case is left again
      if (opens) this.act.incident({ row: one.id, whose: k });
    };
    const attributes = { class: wrong ? "wrong" : "", onclick: open };
    const why = opens && this.controls.recorded ? " · Why? ›" : "";
    const words = [`${one.when} ${text}`, make("small", {}, more + why)];
    const entry = make("li", {}, make("button", attributes, mark, run, ...words));
    return entry;
  }

  showHarm() {
    const fates = fatesSeen(this.controls.fates, this.view);
    const sum = (run, parts) => parts.reduce((total, at) => total + (run[at] ?? 0), 0);
    const runs = (this.side.waterfall ?? []).map((run) =>
      fates.map((fate) => sum(run, fate.parts)),
    );
    const upTo = (run, at) => run.slice(0, at).reduce((total, value) => total + value, 0);
    const most = Math.max(1e-9, ...runs.map((run) => upTo(run, run.length)));
    const bar = (run, k, at, ink) => {
      const place = `margin-left:${(100 * upTo(run, at)) / most}%;width:${(100 * run[at]) / most}%`;
      return make("div", {
        class: HATCHED.has(fates[at].name) ? "hatch" : "",
        style: `${place};background-color:${ink}${k ? ";opacity:.6" : ""}`,
      });
    };
    this.harm.replaceChildren(
      ...fates.map((fate, at) =>
        make(
          "div",
          { class: "fate", title: fate.meaning },
          make("span", {}, fate.name),
          make("div", { class: "bars" }, ...runs.map((run, k) => bar(run, k, at, fate.ink))),
          make("output", {}, runs.map((run) => money(run[at])).join(" | ")),
        ),
      ),
    );
    const whose = this.view === "known" ? ", of operations that were seen" : "";
    const two = runs.length > 1 ? "; A | B" : "";
    this.harm.append(
      make("p", { class: "quiet" }, `since January ${calendar.first}${whose}${two}`),
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
    const groups = state.groups.filter((group) => group.known || this.view === "true");
    const parts = groups.map((group) =>
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
          ...termLines(vote.terms, vote.margin, vote.luck),
        ),
      );
    }
    this.state.replaceChildren(make("h2", {}, `${state.name}, ${state.role}`, close), ...parts);
  }

  showParting() {
    const { parting } = this.side;
    this.parting.hidden = !parting;
    if (!parting) return;
    const [a, b] = this.fixed.runs;
    const lines = [make("h2", {}, "Where they part")];
    if (parting.month === null)
      lines.push(
        make("p", {}, `Not so far: ${a} and ${b} are equal to the last bit in every month seen.`),
      );
    else if (this.view === "known")
      lines.push(...this.firstIncident(parting.known, "is seen otherwise"));
    else {
      const first = `Something differs for the first time in ${monthName(parting.month)}.`;
      lines.push(make("p", {}, parting.month === 0 ? "The states differ from the start." : first));
      lines.push(...this.firstIncident(parting, "goes otherwise"));
    }
    if (parting.month !== null)
      lines.push(...this.firstIncident(parting.council, "is decided otherwise"));
    this.parting.replaceChildren(...lines);
  }

  firstIncident({ incident, when, told }, how) {
    if (incident === null) return [make("p", { class: "quiet" }, `No incident ${how} yet.`)];
    const go = { class: "plain link", onclick: () => this.act.seek(incident + 1) };
    const whose = (k) => `${"AB"[k]} ${this.fixed.runs[k]}: `;
    return [
      make("p", {}, `First incident that ${how}, `, make("button", go, when), ":"),
      ...told.map((text, k) => make("p", {}, make("b", { class: `run-${k}` }, whose(k)), text)),
    ];
  }
}
