// The Council: every vote of the month, or of the last month that had one; a bar a member,
// objections first and taller, then abstentions.

// Of several votes the one that a sentence and the map tell of: the highest rung, and of those one
// that was not carried.
const foremost = (votes) =>
  votes.reduce((best, one) => {
    const weight = (vote) => vote.rung + (vote.carried ? 0 : 0.5);
    return best && weight(best) >= weight(one) ? best : one;
  }, null);

const LASTING = 12; // months that a vote is told of

class Council {
  constructor(fixed, act) {
    this.fixed = fixed;
    this.act = act;
    this.names = new Names(fixed);
    this.heading = make("h2", {}, "The Council");
    this.list = make("div", { class: "said", "data-testid": "council" });
    this.element = make("section", { class: "card" }, this.heading, this.list);
    this.shown = "";
  }

  draw(run, month) {
    const before = run.votes.filter((vote) => vote.month < month);
    const last = before.at(-1)?.month ?? -1;
    const votes = month - 1 - last < LASTING ? before.filter((vote) => vote.month === last) : [];
    const key = votes.length ? `${last} ${votes.length}` : "none";
    if (key === this.shown) return;
    this.shown = key;
    const when = votes.length ? `, ${monthAt(last)}` : "";
    this.heading.textContent = `The Council${when}`;
    this.list.replaceChildren(
      ...(votes.length
        ? votes.map((vote) => this.vote(vote))
        : [make("p", { class: "quiet" }, "No proposal in the last twelve months.")]),
    );
  }

  vote(vote) {
    const { fixed, names } = this;
    const members = fixed.states.flatMap((one, row) => (one.ally ? [row] : []));
    const order = { 3: 0, 2: 1, 1: 2, 0: 3 };
    const ballot = (row) => Number(vote.ballots[row]);
    members.sort((a, b) => order[ballot(a)] - order[ballot(b)]);
    const counts = [1, 2, 3].map((one) => members.filter((row) => ballot(row) === one).length);
    const code = fixed.adversaries[vote.suspect]?.code ?? "crime";
    const victim = fixed.states[vote.victim]?.code ?? fixed.alliance;
    const strip = members.map((row) =>
      make("i", {
        class: `ballot-${ballot(row)}`,
        title: `${fixed.states[row].name} ${BALLOTS[ballot(row)] || "is not asked"}`,
      }),
    );
    const end = vote.carried ? "carried" : counts[2] ? "stopped" : "not carried";
    return make(
      "div",
      { class: "vote" },
      make(
        "div",
        { class: "line-up" },
        make(
          "span",
          {},
          make("b", {}, capital(names.rung(vote.rung))),
          ` against ${code}, for ${victim}`,
        ),
        make("b", { class: "end" }, end),
      ),
      make("div", { class: "strip", role: "img", "aria-label": names.ballots(vote) }, ...strip),
      make(
        "small",
        { class: "quiet" },
        `${counts[0]} support, ${counts[1]} abstain, ${counts[2]} object; ${percent(vote.certainty)} sure `,
        vote.event < 0 || !this.act.holds(vote.event)
          ? null
          : make(
              "button",
              {
                class: "plain link",
                "aria-label": `why: the case ${names.rung(vote.rung)} against ${code}, for ${victim}`,
                onclick: () => this.act.incident({ row: vote.event }),
              },
              "Why? ›",
            ),
      ),
    );
  }
}
