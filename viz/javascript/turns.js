// What would have changed it: runs under the same luck with one thing changed, the smallest first.

const SHOWN_CHANGES = 6;

// Changes of one kind that come to the very same, as one.
function alike(rows) {
  const groups = new Map();
  for (const one of rows) {
    const members = one.turned && (one.kind === "ballot" || one.kind === "member");
    const key = members ? `${one.kind} ${one.to} ${one.outcome} ${one.harm_after}` : one;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

class Turns {
  constructor(document, link) {
    Object.assign(this, { document, link, all: false, chosen: 0 });
    this.element = make("div", { "data-testid": "case-changes" });
    const { changes, failed } = document;
    if (changes) this.draw();
    else
      this.element.append(
        make("p", { class: "quiet" }, failed ?? "Trying what would have changed it…"),
      );
  }

  draw() {
    const { years, rows, tried, turned } = this.document.changes;
    this.element.dataset.tried = tried;
    const groups = alike(rows.filter((one) => !one.step)).slice(0, SHOWN_CHANGES);
    const shown = this.all ? rows : groups.map(([first]) => first);
    const widest = Math.max(1e-4, ...shown.map((one) => Math.abs(one.harm_after)));
    const told = new Set(this.all ? rows : groups.flat());
    const left = rows.filter((one) => !told.has(one));
    const same = left.filter((one) => !one.turned).length;
    const other = left.length - same;
    const says = [same ? `${same} more: no change` : "", other ? `${other} more turn it` : ""];
    this.rows = shown;
    this.chosen = Math.min(this.chosen, shown.length - 1);
    const none = turned ? "" : " Nothing that was tried changes the outcome.";
    this.element.replaceChildren(
      make(
        "p",
        { class: "quiet" },
        `The same luck, one thing changed, run again. Right: civilian harm in the next ${plural(years, "year")}, against this run.${none}`,
      ),
      make(
        "div",
        { class: "turns", role: "radiogroup", "aria-label": "changes" },
        ...shown.map((one, k) => this.row(one, k, widest, this.all ? 0 : groups[k].length - 1)),
      ),
      this.buttons(),
      make(
        "p",
        { class: "quiet" },
        says.filter(Boolean).join(", "),
        " ",
        shown.length < rows.length || this.all
          ? make(
              "button",
              { class: "plain link", onclick: () => this.toggle() },
              this.all ? "Show the smallest six" : `Show all ${rows.length}`,
            )
          : "",
      ),
    );
  }

  toggle() {
    this.all = !this.all;
    this.draw();
  }

  row(one, k, widest, others) {
    const gap = Math.abs(one.harm_after) < 1e-4 ? 0 : one.harm_after;
    const at = 50 + (46 * gap) / widest;
    const [from, to] = [Math.min(50, at), Math.max(50, at)];
    const input = make("input", {
      type: "radio",
      name: "change",
      checked: k === this.chosen,
      onchange: () => {
        this.chosen = k;
        this.aim();
      },
    });
    const same = others ? `; ${plural(others, "other")} alike` : "";
    const text = gap === 0 ? "no change" : signed(gap, "money");
    return make(
      "label",
      { class: `turn${one.turned ? " turned" : ""}`, "data-change": one.change },
      input,
      make(
        "i",
        { class: "mark", role: "img", "aria-label": one.turned ? "turned" : "not turned" },
        one.turned ? "✓" : "",
      ),
      make(
        "span",
        { class: "what" },
        make("b", {}, one.change),
        make("small", {}, `${one.outcome}${same}`),
      ),
      make(
        "span",
        { class: "about-zero", "aria-hidden": "true" },
        make("i", { class: "stem", style: `left:${from}%;width:${to - from}%` }),
        make("i", { class: "dot", style: `left:${at}%` }),
      ),
      make("output", {}, text),
    );
  }

  buttons() {
    this.watch = make("a", { class: "button", "data-testid": "case-watch" }, "Watch it");
    this.copy = make(
      "button",
      { "data-testid": "case-copy", onclick: () => this.take() },
      "Copy the command",
    );
    this.said = make("span", { role: "status", class: "quiet" });
    this.aim();
    return make("div", { class: "line-up" }, this.watch, this.copy, this.said);
  }

  // Both buttons are about the change that is chosen.
  aim() {
    const one = this.rows[this.chosen];
    const href = one && this.link(one.adds);
    this.watch.hidden = !href;
    if (href) this.watch.setAttribute("href", href);
    this.copy.hidden = !one?.command;
    if (this.said) this.said.textContent = "";
  }

  async take() {
    const { command } = this.rows[this.chosen];
    try {
      await navigator.clipboard.writeText(command);
      this.said.textContent = "Copied.";
    } catch {
      this.said.textContent = command; // a browser that does not let a page copy
    }
  }
}
