// The Council on one case: sittings across, members that ever withheld their support down, the rest
// as one row. A ballot opens the terms behind it.

const BALLOT_SIGN = { support: "●", abstain: "○", object: "✕" };
const BALLOT_DOES = { support: "supports", abstain: "abstains", object: "objects" };

class Sittings {
  constructor(document) {
    this.council = document.council;
    this.all = false;
    this.terms = make("div", {
      class: "terms",
      "data-testid": "case-terms",
      "aria-live": "polite",
    });
    this.table = make("div", {
      class: "sittings",
      role: "region",
      "aria-label": "ballots by sitting",
      tabindex: "0",
    });
    const { sittings, members } = this.council;
    this.element = make("div", { "data-testid": "case-council" });
    if (!sittings.length) {
      this.element.append(make("p", { class: "quiet" }, this.absent()));
      return;
    }
    this.more = make("button", { class: "plain link", onclick: () => this.toggle() });
    this.quiet = members.filter((one) => !one.withheld);
    this.element.append(this.table, this.quiet.length ? this.more : "", this.terms);
    this.draw();
  }

  absent() {
    const { brought } = this.council;
    if (!brought || brought.brought) return "No sitting: it never came to a vote.";
    return `It was not brought before the Council (bringing it was ${sure(brought.chance)} likely).`;
  }

  toggle() {
    this.all = !this.all;
    this.draw();
  }

  draw() {
    const { sittings, members } = this.council;
    const shown = this.all ? members : members.filter((one) => one.withheld);
    const head = sittings.map((one) =>
      make(
        "th",
        { scope: "col" },
        make("span", { class: "quiet" }, one.label),
        make("br"),
        one.rung.replace(/_/g, "-"),
      ),
    );
    const rows = shown.map((member) =>
      make(
        "tr",
        { "data-member": member.code },
        make("th", { scope: "row" }, member.name),
        ...member.cells.map((cell, k) => make("td", {}, this.cell(member, cell, k))),
      ),
    );
    const others = `${this.quiet.length} ${shown.length ? "others" : "members"}`;
    const rest = make(
      "tr",
      {},
      make("th", { scope: "row" }, others),
      ...sittings.map(() =>
        make(
          "td",
          {},
          make("span", { class: "support", role: "img", "aria-label": "support" }, "●"),
        ),
      ),
    );
    const sums = make(
      "tr",
      { class: "sums" },
      make("th", { scope: "row" }, "for : against"),
      ...sittings.map((one) =>
        make(
          "td",
          {},
          `${one.for}:${one.against}`,
          make("br"),
          make("b", {}, one.carried ? "carried" : one.against ? "stopped" : "too few"),
        ),
      ),
    );
    this.table.replaceChildren(
      make(
        "table",
        {},
        make("thead", {}, make("tr", {}, make("td", {}), ...head)),
        make("tbody", {}, ...rows, this.all || !this.quiet.length ? "" : rest, sums),
      ),
    );
    this.more.textContent = this.all
      ? "Show only who withheld support"
      : `Show all ${members.length} members`;
  }

  cell(member, cell, k) {
    const does = BALLOT_DOES[cell.ballot];
    if (!does) return make("span", { class: "quiet" }, "–");
    const tell = () => this.explain(member, cell, k);
    return make(
      "button",
      {
        class: `plain ballot ${cell.ballot}`,
        "aria-label": `${member.name} ${does}, ${this.council.sittings[k].label}: the terms`,
        onclick: tell,
        onpointerenter: tell,
      },
      BALLOT_SIGN[cell.ballot],
    );
  }

  explain(member, cell, k) {
    const terms = this.council.terms.map((one, at) => ({ ...one, value: cell.terms[at] }));
    const sitting = this.council.sittings[k];
    this.terms.replaceChildren(
      make("h3", {}, `${member.name} ${BALLOT_DOES[cell.ballot]}, ${sitting.label}`),
      ...termLines(terms, cell.margin, cell.luck),
    );
  }
}

// The terms behind a ballot as bars about zero, their sum, and its luck.
function termLines(terms, margin, luck) {
  const widest = Math.max(0.01, ...terms.map((term) => Math.abs(term.value)), Math.abs(luck));
  const side = (value) =>
    `width:${Math.min(50, (50 * Math.abs(value)) / widest)}%;` +
    (value < 0 ? `right:50%;background:var(--object)` : `left:50%;background:var(--support)`);
  const line = (name, meaning, value) =>
    make(
      "div",
      { class: "term", title: meaning },
      make("span", {}, name),
      make("div", { class: "scale" }, make("div", { style: side(value) })),
      make("output", {}, signed(value)),
    );
  return [
    ...terms.map((term) => line(term.name, term.meaning, term.value)),
    line("margin", "sum of the terms above", margin),
    line("mood, opinion", "luck: the month's mood and its own opinion on this case", luck),
  ];
}
