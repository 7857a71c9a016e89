// The atlas: what every policy changes, by objective and by the worlds one looks at. All of it was
// computed before; here it is chosen, sorted and drawn.

const TABLE_COLUMNS = ["name", "picture", "difference", "share", "reading"];
const GLYPHS = { better: ["+", "++"], worse: ["−", "−−"], more: ["△", "▲"], less: ["▽", "▼"] };
const LAST_PLACE = 99; // what is open comes after what is told

class Atlas {
  constructor(held, root) {
    Object.assign(this, { held, root });
    this.places = new Map(held.rows.map((row) => [row.slice(0, 3).join(), this.row(row)]));
    const query = new URLSearchParams(location.search);
    const known = (list, name) => (list.some((one) => one.name === name) ? name : "");
    this.asked = {
      objective: query.has("objective")
        ? known(held.objectives, query.get("objective"))
        : "civilian_harm",
      policy: known(held.policies, query.get("policy")),
      worlds: Math.max(
        0,
        held.worlds.findIndex((one) => this.worldName(one) === query.get("worlds")),
      ),
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
    root.append(
      make("h1", {}, "What each policy changes"),
      this.sentence,
      this.form(),
      this.body,
      this.notes(),
    );
    this.show();
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
    const [all, ...parts] = held.worlds.map((one, k) => ({ ...one, k }));
    const unknowns = [...new Set(parts.map((one) => one.unknown))];
    const worlds = unknowns.map((name) => {
      const thirds = parts.filter((one) => one.unknown === name);
      const { title } = thirds[0];
      return make(
        "optgroup",
        { label: `${capital(title)}` },
        ...thirds.map((one) => option(one.k, `${title} ${one.part}: ${this.span(one)}`)),
      );
    });
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
      choice(
        "Worlds",
        "atlas-worlds",
        asked.worlds,
        [option(0, `all ${all.count} worlds of the record`), ...worlds],
        "worlds",
      ),
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

  span({ from, to, unit }) {
    return `${number(from)} to ${number(to)}${unit ? ` ${unit}` : ""}`;
  }

  choose(change) {
    Object.assign(this.asked, change);
    this.asked.worlds = Number(this.asked.worlds);
    for (const [name, select] of Object.entries(this.selects)) select.value = this.asked[name];
    const query = new URLSearchParams({ objective: this.asked.objective });
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
    this.body.replaceChildren(many ? this.matrix(cells) : this.table(shown));
  }

  // The finding in a sentence, and where.
  says(cells) {
    const { asked, held } = this;
    const world = held.worlds[asked.worlds];
    const where = world.unknown
      ? `In the third of worlds where ${world.title} is ${world.part} (${world.meaning})`
      : `Over all ${world.count} worlds that the record allows`;
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

  table(cells) {
    const { asked, sort } = this;
    const byPolicy = Boolean(asked.policy);
    const one = asked.objective ? cells[0]?.objective : null;
    const order = byPolicy && sort.by === "difference" ? (row) => row.j : this.value(sort.by);
    const rows = [...cells].sort(inOrder(order));
    if (sort.down) rows.reverse();
    if (!rows.length) return make("p", { class: "quiet none" }, "Nothing has this reading here.");
    const heads = {
      name: byPolicy ? "Objective" : "Policy",
      picture: "",
      difference: "Difference from today",
      share: "Worlds with its sign",
      reading: "Reading",
    };
    const scale = one ? this.scale(one, true) : null;
    const head = TABLE_COLUMNS.map((name) => {
      if (name === "picture")
        return make(
          "th",
          { class: name, scope: "col", role: "columnheader" },
          make("span", { class: "foedus-hidden" }, "Picture"),
          scale ? axis(scale, one) : make("span", { class: "quiet" }, "each row on its own scale"),
        );
      const on = sort.by === name;
      const state = on ? (sort.down ? "descending" : "ascending") : "none";
      const sign = on ? (sort.down ? " ▾" : " ▴") : "";
      return make(
        "th",
        { class: name, scope: "col", role: "columnheader", "aria-sort": state },
        make(
          "button",
          { class: "plain", "data-testid": `atlas-sort-${name}`, onclick: () => this.order(name) },
          heads[name] + sign,
        ),
      );
    });
    return make(
      "table",
      { class: "atlas-rows", role: "table", "data-testid": "atlas-table" },
      make("caption", { class: "foedus-hidden" }, "Differences from today’s policy"),
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...head)),
      make("tbody", { role: "rowgroup" }, ...rows.map((row) => this.line(row, scale))),
    );
  }

  order(by) {
    this.sort = { by, down: this.sort.by === by ? !this.sort.down : false };
    this.show();
    this.body.querySelector(`[data-testid=atlas-sort-${by}]`)?.focus();
  }

  line(row, scale) {
    const { policy, objective } = row;
    const byPolicy = Boolean(this.asked.policy);
    const about = byPolicy ? objective : policy;
    const go = byPolicy
      ? { objective: objective.name, policy: "" }
      : { policy: policy.name, objective: "" };
    const meaning = about.meaning === about.title ? "" : about.meaning;
    const unit = byPolicy && unitOf(objective) ? ` (${unitOf(objective).trim()})` : "";
    const cell = (name, ...inside) => make("td", { class: name, role: "cell" }, ...inside);
    const share = row.share_worlds === null ? "–" : percent(row.share_worlds);
    return make(
      "tr",
      { class: row.side, role: "row", "data-name": about.name },
      make(
        "th",
        { class: "name", scope: "row", role: "rowheader" },
        make(
          "button",
          { class: "plain link", onclick: () => this.choose(go) },
          capital(about.title),
        ),
        make("small", { class: "quiet" }, capital(meaning) + unit),
      ),
      cell("picture", interval(row, scale ?? this.scale(objective, false))),
      cell("difference", this.written(row)),
      cell("share", share),
      cell("reading", make("i", { "aria-hidden": "true" }, row.glyph), row.verdict),
    );
  }

  // What an objective's pictures span: everything that is in view, or all policies.
  scale({ name }, inView) {
    const j = this.held.objectives.findIndex((one) => one.name === name);
    const ends = ["low", "high", "world_low", "world_high", "difference"];
    const reach = [0];
    for (const [i, policy] of this.held.policies.entries()) {
      if (policy.extreme && !this.asked.extremes && this.asked.policy !== policy.name) continue;
      if (inView && this.asked.policy && this.asked.policy !== policy.name) continue;
      const row = this.places.get([i, j, this.asked.worlds].join());
      for (const end of ends) if (row?.[end]) reach.push(row[end]);
    }
    const [low, high] = [Math.min(...reach), Math.max(...reach)];
    const edge = 0.03 * (high - low) || 1;
    return { low: low - edge, high: high + edge };
  }

  matrix(cells) {
    const { objectives } = this.held;
    const policies = [...new Set(cells.map((one) => one.policy))];
    const at = new Map(cells.map((one) => [`${one.policy.name} ${one.j}`, one]));
    const wanted = this.asked.reading;
    const head = (one) =>
      make(
        "th",
        { scope: "col" },
        make(
          "button",
          { class: "plain link", onclick: () => this.choose({ objective: one.name, policy: "" }) },
          capital(one.title),
        ),
      );
    const cell = (one) => {
      if (!one || (wanted && one.side !== wanted)) return make("td", {});
      const text = `${one.verdict}: ${this.written(one)}`;
      return make(
        "td",
        { class: one.side, title: `${one.policy.title}, ${one.objective.title}, ${text}` },
        make("i", { "aria-hidden": "true" }, one.glyph),
        make("span", { class: "foedus-hidden" }, text),
      );
    };
    const table = make(
      "table",
      { class: "atlas-matrix", "data-testid": "atlas-matrix" },
      make("caption", { class: "foedus-hidden" }, "Readings by policy and objective"),
      make("thead", {}, make("tr", {}, make("td", {}), ...objectives.map(head))),
      make(
        "tbody",
        {},
        ...policies.map((policy) =>
          make(
            "tr",
            {},
            make(
              "th",
              { scope: "row" },
              make(
                "button",
                {
                  class: "plain link",
                  onclick: () => this.choose({ policy: policy.name, objective: "" }),
                },
                policy.title,
              ),
            ),
            ...objectives.map((_, j) => cell(at.get(`${policy.name} ${j}`))),
          ),
        ),
      ),
    );
    const key =
      "++ better in nearly every world, + probably better, − and −− worse; ▲ ▼ more or less where neither is better; · open.";
    return make(
      "div",
      {},
      make(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "policies by objectives" },
        table,
      ),
      make("p", { class: "quiet" }, key),
    );
  }

  notes() {
    const { held } = this;
    const note = (...inside) => make("p", { class: "quiet" }, ...inside);
    return make(
      "section",
      { class: "notes", "aria-label": "how to read it" },
      note(
        "The dot is the mean difference; the thick line is where the mean lies, the thin one holds 95 % of worlds. Filled: nearly every world has this sign; hollow: probably; small: open. Where worlds differ by factors, signs and readings are those of ratios, and the thin line may cross zero.",
      ),
      note(
        `Today’s policy is ${lowerFirst(held.reference.title)}: ${lowerFirst(held.reference.meaning)} Scenario: ${held.scenario}. ${held.futures.toLocaleString("en-US")} futures a policy, ${held.lucks} lucks in each world, each future the same world and luck under every policy.`,
      ),
      note(
        "In a terminal: ",
        make("code", {}, held.command),
        ". foedus ",
        held.version,
        ", a model, not a forecast.",
      ),
    );
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

// Which side a reading is on, how sure it is, and its place among readings.
function sideOf(verdict) {
  const sure = verdict.includes("nearly every");
  const side = ["better", "worse", "more", "less"].find((one) => verdict.includes(one));
  if (!side || verdict.startsWith("open"))
    return { side: "open", sure: false, glyph: "·", order: 5 };
  const rank = { better: 0, more: 2, less: 3, worse: 9 }[side];
  return {
    side,
    sure,
    glyph: GLYPHS[side][sure ? 1 : 0],
    order: rank + (sure === (side === "worse") ? 1 : 0),
  };
}

const SVG = "http://www.w3.org/2000/svg";
function drawn(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}
const across = ({ low, high }, value) => `${((100 * (value - low)) / (high - low)).toFixed(2)}%`;

// Dot and intervals on a scale; the line is no difference.
function interval(row, scale) {
  const picture = drawn("svg", { class: "interval", height: 24, "aria-hidden": "true" });
  const x = (value) => across(scale, value);
  const line = (from, to, kind) =>
    from !== null && to !== null
      ? picture.append(drawn("line", { class: kind, x1: x(from), x2: x(to), y1: 12, y2: 12 }))
      : null;
  picture.append(drawn("line", { class: "zero", x1: x(0), x2: x(0), y1: 0, y2: 24 }));
  line(row.world_low, row.world_high, "worlds");
  line(row.low, row.high, "mean");
  if (row.difference !== null)
    picture.append(
      drawn("circle", {
        class: row.sure ? "sure" : "",
        cx: x(row.difference),
        cy: 12,
        r: row.side === "open" ? 3 : 5,
      }),
    );
  return picture;
}

// The scale of a column of pictures.
function axis(scale, { form, unit }) {
  const picture = drawn("svg", { class: "axis", height: 16, "aria-hidden": "true" });
  for (const tick of roundTicks(scale.low, scale.high, 4)) {
    const text =
      form === "money" ? signed(tick, form) : signed(tick, form === "number" ? "" : form);
    picture.append(drawn("text", { x: across(scale, tick), y: 12, "text-anchor": "middle" }, text));
  }
  return picture;
}

new Atlas(
  JSON.parse(document.getElementById("atlas").textContent),
  document
    .getElementById("picture")
    .appendChild(make("div", { class: "foedus atlas", "data-testid": "atlas" })),
);
