// Who did it: a row a suspect, the allies' posterior as a bar a month, the bar for naming dotted, and
// whom traces and independent sources spoke for in each month.

const MARKS = [
  ["technical", "△", "traces"],
  ["independent", "▲", "sources"],
];
const longMonth = (date) => `${LONG_NAMES[Number(date.slice(5)) - 1]} ${date.slice(0, 4)}`;
const sure = (share) =>
  share > 0 && share < 0.005 ? "<1 %" : share > 0.995 ? ">99 %" : percent(share);

// Labels of months that have room beside each other, six at most: every second, every third …
function thinOut(labels, line) {
  const step = line.clientWidth / labels.length;
  const widest = Math.max(...labels.map((label) => label.scrollWidth)) + 6;
  const every = Math.max(Math.ceil(labels.length / 6), Math.ceil(widest / step));
  const fits = (k) => k % every === 0 && k * step + widest - 6 <= line.clientWidth + 12;
  labels.forEach((label, k) => (label.style.visibility = fits(k) ? "" : "hidden"));
}

class Evidence {
  // `until`: months shown. `choice`: what stands before a name where the suspects are to choose from.
  constructor(document, { until = document.evidence.months.length, choice = null } = {}) {
    const { suspects, months, named } = document.evidence;
    Object.assign(this, { document, suspects, choice, months: months.slice(0, until) });
    this.named = until === months.length ? named : null;
    this.says = make("p", {
      class: "quiet pull",
      "data-testid": "case-pull",
      "aria-live": "polite",
    });
    this.element = make(
      "div",
      { class: "evidence", "data-testid": "case-evidence" },
      ...(this.months.length ? this.rows() : []),
      this.says,
    );
    this.rest();
  }

  rows() {
    const suspects = this.suspects.map((one, k) => this.row(one, k));
    return [...suspects, ...MARKS.map((mark) => this.came(mark)), this.axis(), this.key()];
  }

  row({ code, name }, k) {
    const { truth } = this.document;
    const author = truth?.author === k;
    const title = author
      ? make("b", {}, make("i", { "aria-hidden": "true" }, "◆ "), name)
      : make("span", {}, name);
    const said = this.months.map((one) => `${one.label} ${sure(one.posterior[k])}`).join(", ");
    const label = `${capital(name)}${author ? ", the true author" : ""}: ${said}`;
    const bars = this.months.map((one) => {
      const here = this.named?.suspect === k && one.month === this.named.month;
      return this.cell(
        one,
        make("u", { style: `bottom:${100 * one.bar}%` }),
        make("div", {
          class: here ? "named" : "",
          style: `height:${Math.max(2, 100 * one.posterior[k])}%`,
        }),
        one.posterior[k] >= 0.15 && this.months.length <= 14
          ? make("small", {}, sure(one.posterior[k]))
          : null,
      );
    });
    return make(
      "div",
      { class: "suspect", "data-suspect": code },
      make("div", { class: "name" }, this.choice ? this.choice(k, name) : title),
      make("div", { class: "months", role: "img", "aria-label": label }, ...bars),
    );
  }

  cell(one, ...inside) {
    return make(
      "div",
      { class: "cell", onpointerenter: () => this.tell(one), onclick: () => this.tell(one) },
      ...inside,
    );
  }

  // Whom a channel spoke for in each month: the suspect whose likelihood it raised most.
  came([channel, glyph, name]) {
    const best = (one) => one[channel].indexOf(Math.max(...one[channel]));
    const codes = this.months.length <= 14;
    const said = this.months.map((one) => `${one.label} ${this.suspects[best(one)].name}`);
    const cells = this.months.map((one) =>
      this.cell(one, `${glyph}${codes ? ` ${this.suspects[best(one)].code}` : ""}`),
    );
    return make(
      "div",
      { class: "suspect came" },
      make("div", { class: "name quiet" }, name),
      make(
        "div",
        { class: "months", role: "img", "aria-label": `${name} spoke for: ${said.join(", ")}` },
        ...cells,
      ),
    );
  }

  axis() {
    const labels = this.months.map((one) => make("span", {}, one.label));
    const cells = labels.map((label) => make("div", { class: "cell" }, label));
    const line = make("div", { class: "months", "aria-hidden": "true" }, ...cells);
    new ResizeObserver(() => thinOut(labels, line)).observe(line);
    return make("div", { class: "suspect axis" }, make("div", { class: "name" }), line);
  }

  key() {
    const { truth } = this.document;
    const bars = new Set(this.months.map((one) => percent(one.bar)));
    const flag = truth?.flag && this.suspects[truth.shown];
    return make(
      "p",
      { class: "quiet" },
      `△ traces and ▲ independent sources: whom they spoke for. Dotted: the bar for naming, ${[...bars].join(", ")}.`,
      truth ? " ◆ the true author." : "",
      flag ? ` A false flag bends the traces towards ${flag.name}.` : "",
    );
  }

  tell(one) {
    const { suspects } = this;
    const told = MARKS.map(([channel, glyph, name]) => {
      const values = one[channel];
      const [up, down] = [Math.max(...values), Math.min(...values)].map((v) => values.indexOf(v));
      return `${glyph} ${name} speak for ${suspects[up].name} (${signed(values[up])}), against ${suspects[down].name} (${signed(values[down])})`;
    });
    this.says.textContent = `${one.label}: ${told.join("; ")}. ${trimmed(number(one.contributors))} members’ worth of evidence.`;
  }

  // What stands there before anything is pointed at.
  rest() {
    const { named, suspects } = this;
    const name = named ? suspects[named.suspect].name : "";
    const open = named?.public ? ` In public in ${longMonth(named.public.month)}.` : "";
    this.says.textContent = named
      ? `Named in ${longMonth(named.month)}: ${name}, ${sure(named.certainty)} sure.${open}`
      : this.choice
        ? ""
        : this.months.length
          ? "Nobody was named."
          : "Nobody saw it: there was no evidence to weigh.";
  }
}
