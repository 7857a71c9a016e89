// What the atlas shows of what was chosen: rows with dots and intervals, or all pairs as signs.

const TABLE_COLUMNS = ["name", "picture", "difference", "share", "reading"];

class AtlasTable {
  table(cells) {
    const { asked, sort } = this;
    const byPolicy = Boolean(asked.policy);
    const one = asked.objective ? cells[0]?.objective : null;
    // Differences of several units have no order: then rows stand as objectives are declared.
    const mixed = byPolicy && sort.by === "difference";
    const order = mixed ? (row) => row.j : this.value(sort.by);
    const rows = [...cells].sort(inOrder(order));
    if (sort.down && !mixed) rows.reverse();
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
      if (byPolicy && name === "difference")
        return make("th", { class: name, scope: "col", role: "columnheader" }, heads[name]);
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
    const unit = byPolicy && unitOf(objective) ? `, ${objective.unit}` : "";
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
    let [low, high] = [Math.min(...reach), Math.max(...reach)];
    if (!inView) low = -(high = Math.max(-low, high) || 1);
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
}
