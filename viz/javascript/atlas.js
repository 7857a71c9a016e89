// The atlas: what every policy changes, by objective and by the worlds one looks at. All of it was
// computed before; here it is chosen, sorted and drawn.

const LAST_PLACE = 99; // what is open comes after what is told

class Atlas extends AtlasTable {
  constructor(held, root) {
    super();
    Object.assign(this, { all: held, root });
    const query = new URLSearchParams(location.search);
    this.go(query.get("scenario"));
    const known = (list, name) => (list.some((one) => one.name === name) ? name : "");
    this.asked = {
      objective: query.has("objective")
        ? known(held.objectives, query.get("objective"))
        : "civilian_harm",
      policy: known(held.policies, query.get("policy")),
      scenario: this.held.name,
      worlds: this.worldsAt(query.get("worlds")),
      reading: "",
      extremes: query.get("extremes") === "1",
    };
    this.sort = { by: "difference", down: false };
    this.sentence = make("p", {
      class: "lead",
      "aria-live": "polite",
      "data-testid": "atlas-says",
    });
    this.body = make("div", { "data-testid": "atlas-body" });
    this.foot = make("section", { class: "notes", "aria-label": "how to read it" });
    root.append(
      make("h1", {}, "What each policy changes"),
      this.sentence,
      this.form(),
      this.body,
      this.foot,
    );
    this.show();
  }

  // Look into a scenario, the first where there is none of that name.
  go(scenario) {
    const { scenarios } = this.all;
    const one = scenarios.find(({ name }) => name === scenario) ?? scenarios[0];
    this.held = { ...this.all, ...one };
    this.places = new Map(one.rows.map((row) => [row.slice(0, 3).join(), this.row(row)]));
  }
  get several() {
    return this.all.scenarios.length > 1;
  }

  // The place of these worlds in the scenario looked at; all of them where it does not part by them.
  worldsAt(name) {
    return Math.max(
      0,
      this.held.worlds.findIndex((one) => this.worldName(one) === name),
    );
  }

  row(figures) {
    const one = Object.fromEntries(this.held.columns.map((name, k) => [name, figures[k]]));
    return { ...one, verdict: this.held.verdicts[one.verdict] };
  }
  worldName({ unknown, part }) {
    return unknown ? `${unknown}:${part}` : "";
  }

  form() {
    const { held, asked } = this;
    const choice = (label, testid, value, options, change) => {
      const select = make(
        "select",
        { "data-testid": testid, onchange: () => this.choose({ [change]: select.value }) },
        ...options,
      );
      select.value = value;
      this.selects = { ...this.selects, [change]: select };
      return make("label", {}, make("span", {}, label), select);
    };
    const option = (value, text) => make("option", { value }, text);
    const objectives = held.objectives.map((one) => option(one.name, capital(one.title)));
    const policies = held.policies.map((one) => option(one.name, one.title));
    const scenarios = held.scenarios.map((one) => option(one.name, one.title));
    const readings = ["better", "worse", "open"];
    const extremes = make("input", {
      type: "checkbox",
      checked: asked.extremes,
      "data-testid": "atlas-extremes",
      onchange: () => this.choose({ extremes: extremes.checked }),
    });
    return make(
      "form",
      {
        class: "choices",
        "aria-label": "what is shown",
        onsubmit: (event) => event.preventDefault(),
      },
      this.several
        ? choice("Scenario", "atlas-scenario", asked.scenario, scenarios, "scenario")
        : null,
      choice(
        "Objective",
        "atlas-objective",
        asked.objective,
        [option("", "all objectives"), ...objectives],
        "objective",
      ),
      choice(
        "Policy",
        "atlas-policy",
        asked.policy,
        [option("", "all policies"), ...policies],
        "policy",
      ),
      choice("Worlds", "atlas-worlds", asked.worlds, this.worldOptions(), "worlds"),
      choice(
        "Reading",
        "atlas-reading",
        asked.reading,
        [option("", "any"), ...readings.map((one) => option(one, one))],
        "reading",
      ),
      make("label", { class: "check" }, extremes, make("span", {}, "extremes too, for comparison")),
    );
  }

  worldOptions() {
    const [all, ...parts] = this.held.worlds.map((one, k) => ({ ...one, k }));
    const option = (value, text) => make("option", { value }, text);
    const unknowns = [...new Set(parts.map((one) => one.unknown))];
    const groups = unknowns.map((name) => {
      const thirds = parts.filter((one) => one.unknown === name);
      const { title } = thirds[0];
      return make(
        "optgroup",
        { label: `${capital(title)}` },
        ...thirds.map((one) => option(one.k, `${title} ${one.part}: ${this.span(one)}`)),
      );
    });
    return [option(0, `all ${all.count} worlds of the record`), ...groups];
  }

  span({ from, to, unit }) {
    return `${number(from)} to ${number(to)}${unit ? ` ${unit}` : ""}`;
  }

  choose(change) {
    Object.assign(this.asked, change);
    this.asked.worlds = Number(this.asked.worlds);
    if (this.asked.scenario !== this.held.name) {
      const before = this.worldName(this.held.worlds[this.asked.worlds]);
      this.go(this.asked.scenario);
      this.asked.worlds = this.worldsAt(before);
      this.selects.worlds.replaceChildren(...this.worldOptions());
    }
    for (const [name, select] of Object.entries(this.selects)) select.value = this.asked[name];
    const query = new URLSearchParams({ objective: this.asked.objective });
    if (this.held.name !== this.all.scenarios[0].name) query.set("scenario", this.held.name);
    if (this.asked.policy) query.set("policy", this.asked.policy);
    if (this.asked.worlds) query.set("worlds", this.worldName(this.held.worlds[this.asked.worlds]));
    if (this.asked.extremes) query.set("extremes", "1");
    history.replaceState(history.state, "", `${location.pathname}?${query}`);
    this.show();
  }

  // What is in view: every cell with its policy and objective, and the side that it is on.
  cells() {
    const { held, asked } = this;
    const found = [];
    for (const [i, policy] of held.policies.entries())
      for (const [j, objective] of held.objectives.entries()) {
        if (asked.policy ? asked.policy !== policy.name : policy.extreme && !asked.extremes)
          continue;
        if (asked.objective && asked.objective !== objective.name) continue;
        const row = this.places.get([i, j, asked.worlds].join());
        if (row) found.push({ ...row, policy, objective, j, ...sideOf(row.verdict) });
      }
    return found;
  }

  show() {
    const cells = this.cells();
    const shown = cells.filter((one) => !this.asked.reading || one.side === this.asked.reading);
    const many = !this.asked.objective && !this.asked.policy;
    this.root.dataset.shown = shown.length;
    this.sentence.replaceChildren(this.says(cells));
    this.foot.replaceChildren(...this.notes());
    this.body.replaceChildren(many ? this.matrix(cells) : this.table(shown));
  }

  // The finding in a sentence, and where.
  says(cells) {
    const { asked, held } = this;
    const world = held.worlds[asked.worlds];
    const among = world.unknown
      ? `In the third of worlds where ${world.title} is ${world.part} (${world.meaning})`
      : `Over all ${world.count} worlds that the record allows`;
    const where = this.several ? `${held.title}: ${lowerFirst(among)}` : among;
    const count = (side) => cells.filter((one) => one.side === side).length;
    const of = asked.policy
      ? plural(cells.length, "objective")
      : plural(cells.length, "policy", "policies");
    const better = count("better");
    const worse = count("worse");
    if (!asked.objective && !asked.policy)
      return `${where}: ${better} of ${cells.length} pairs of policy and objective are better than today, ${worse} worse, ${count("open")} open.`;
    const counts = `better on ${better}, worse on ${worse}, open on ${count("open")} of ${of}`;
    if (asked.policy && !asked.objective) return `${where}, ${cells[0].policy.title} is ${counts}.`;
    const { objective } = cells[0];
    const level = formed(held.means[asked.worlds][cells[0].j], objective.form);
    const base = `today’s policy gives ${level}${unitOf(objective)}`;
    if (objective.better === "neither")
      return `${capital(objective.title)}. ${where} ${base}; ${count("more")} of ${of} raise it, ${count("less")} lower it.`;
    const best = cells
      .filter((one) => one.side === "better")
      .sort(inOrder(this.value("better")))[0];
    const top =
      best && cells.length > 1 ? ` Best: ${best.policy.title}, ${this.written(best)}.` : "";
    return `${capital(objective.title)}. ${where} ${base}; ${better} of ${of} ${better === 1 ? "is" : "are"} better, ${worse} worse, ${count("open")} open.${top}`;
  }

  written({ difference, objective }) {
    return signed(difference, objective.form);
  }

  // What a column is sorted by.
  value(by) {
    const sign = ({ objective }) => (objective.better === "lower" ? 1 : -1);
    return {
      name: (one) => (this.asked.policy ? one.objective.title : one.policy.title),
      difference: (one) => one.difference ?? LAST_PLACE,
      better: (one) => sign(one) * (one.difference ?? 0),
      share: (one) => -(one.share_worlds ?? 0),
      reading: (one) => one.order,
    }[by];
  }

  notes() {
    const { held } = this;
    const note = (...inside) => make("p", { class: "quiet" }, ...inside);
    return [
      note(
        "The dot is the mean difference; the thick line is where the mean lies, the thin one holds 95 % of worlds. Filled: nearly every world has this sign; hollow: probably; small: open. Where worlds differ by factors, signs and readings are those of ratios, and the thin line may cross zero.",
      ),
      note(
        `Today’s policy is ${lowerFirst(held.reference.title)}: ${lowerFirst(held.reference.meaning)} Scenario: ${held.title}. ${held.meaning} ${held.futures.toLocaleString("en-US")} futures a policy, ${held.lucks} lucks in each world, each future the same world and luck under every policy.`,
      ),
      note(
        "In a terminal: ",
        make("code", {}, held.command),
        ". foedus ",
        held.version,
        ", a model, not a forecast.",
      ),
    ];
  }
}

const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);
const inOrder = (value) => (a, b) => {
  const [one, other] = [value(a), value(b)];
  return one < other ? -1 : one > other ? 1 : 0;
};

// The unit behind a number that does not say it itself.
function unitOf({ form, unit }) {
  if (form === "money" || form === "share" || !unit) return "";
  return form === "percent" ? unit.replace(/^%/, "") : ` ${unit}`;
}

new Atlas(
  JSON.parse(document.getElementById("atlas").textContent),
  document
    .getElementById("picture")
    .appendChild(make("div", { class: "foedus atlas", "data-testid": "atlas" })),
);
