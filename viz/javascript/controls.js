// The drawer: what is run, how it is shown, and a control for every lever, made from the
// declarations.

class Rail {
  constructor(controls, layers, act) {
    this.act = act;
    this.moved = {};
    const { asked } = controls,
      two = asked.policies.length > 1;
    const choice = (label, list, value, testid, change) => {
      const about = make("small", { class: "quiet" });
      const select = make(
        "select",
        {
          "data-testid": testid,
          ontold: () => tell(),
          onchange: () => {
            tell();
            change?.(select.value);
          },
        },
        ...list.map((one) => make("option", { value: one.name }, one.title ?? one.label)),
      );
      const tell = () => {
        const one = list.find((each) => each.name === select.value);
        about.textContent = !one?.meaning || one.meaning === one.label ? "" : one.meaning;
      };
      select.value = value;
      tell();
      return {
        select,
        element: make("label", { class: "field" }, make("span", {}, label), select, about),
      };
    };
    const policies = asked.policies.map((name, k) =>
      choice(
        two ? `Policy ${k ? "B" : "A"}` : "Policy",
        controls.policies,
        name,
        k ? "policy-b" : "policy",
        () => this.compare(),
      ),
    );
    const scenario = choice("Scenario", controls.scenarios, asked.scenario, "scenario", () =>
      this.compare(),
    );
    const seed = make("input", {
      type: "text",
      inputmode: "numeric",
      maxlength: "40",
      oninput: () => this.compare(),
      value: String(asked.seed),
      "data-testid": "seed",
      size: "8",
    });
    const dice = make(
      "button",
      {
        title: "another seed",
        "aria-label": "another seed",
        onclick: () => {
          seed.value = String(Math.floor(Math.random() * 1e6));
          this.compare();
        },
      },
      "⚄",
    );
    const chosen = () => ({
      policies: policies.map((one) => one.select.value),
      scenario: scenario.select.value,
      seed: seed.value.trim(),
    });
    const reset = () => act.reset({ ...chosen(), parameters: { ...kept, ...this.moved } });
    const { policies: names, scenario: place, seed: luck } = asked;
    const shown = JSON.stringify({ policies: names, scenario: place, seed: String(luck) });
    this.differs = () => JSON.stringify(chosen()) !== shown || Object.keys(this.moved).length > 0;
    this.changed = make("p", { class: "changed", role: "status", "data-testid": "changed" });
    const kept = Object.fromEntries(
      controls.levers.filter((one) => one.moved).map((one) => [one.name, one.value]),
    );
    const measure = choice(
      "Colour of states",
      controls.measures,
      asked.measure,
      "measure",
      act.measure,
    );
    const layer = choice(
      "Ties",
      ["none", ...layers].map((name) => ({ name, label: name })),
      "none",
      "layer",
      act.layer,
    );
    const layout = choice(
      "Places",
      [
        { name: "map", label: "by geography" },
        {
          name: "network",
          label: "by ties",
          meaning: "who shares networks and borders stands together",
        },
      ],
      "map",
      "layout",
      act.layout,
    );
    const levers = make(
      "details",
      { class: "levers" },
      make("summary", {}, "Levers"),
      make(
        "p",
        { class: "quiet" },
        "Applied when you start afresh. Where no lever is moved, the policy decides.",
      ),
      ...[...new Set(controls.levers.map((one) => one.group))].map((group) =>
        make(
          "details",
          {},
          make("summary", {}, group),
          ...controls.levers.filter((one) => one.group === group).map((one) => this.lever(one)),
        ),
      ),
    );
    const forget = make(
      "button",
      {
        class: "plain link",
        onclick: () => {
          for (const name of Object.keys(kept)) delete kept[name];
          this.moved = {};
          reset();
        },
      },
      "back to the policy's own",
    );
    levers.append(forget);
    this.element = make(
      "details",
      { class: "rail drops", "data-testid": "rail" },
      make("summary", { "data-testid": "change" }, "Change…"),
      make(
        "div",
        { class: "drawer" },
        ...policies.map((one) => one.element),
        scenario.element,
        make(
          "label",
          { class: "field" },
          make("span", {}, "Seed"),
          make("div", { class: "line-up" }, seed, dice),
        ),
        make("button", { class: "main", "data-testid": "reset", onclick: reset }, "Start afresh"),
        this.changed,
        levers,
        make("hr"),
        measure.element,
        layer.element,
        layout.element,
      ),
    );
    closes(this.element);
    this.measure = measure.select;
    this.shown = [layer.select, layout.select];
    if (controls.recorded) this.freeze();
    this.hidden = new Set(controls.measures.filter((one) => !one.known).map((one) => one.name));
    this.compare();
  }

  // Say whether what is set up here is what runs.
  compare() {
    this.changed.textContent = this.differs() ? "Changed, not yet run" : "";
  }

  // What a recorded run cannot do is off; colours, ties and places stay.
  freeze() {
    const stays = [this.measure, ...this.shown];
    for (const one of this.element.querySelectorAll("select, input, button"))
      one.disabled = !stays.includes(one);
    const says = make(
      "p",
      { class: "quiet" },
      "Recorded: levers need ",
      make("code", {}, "foedus watch"),
      ".",
    );
    this.element.querySelector(".drawer").prepend(says);
  }

  // Only what these eyes can see may colour the states.
  look(eyes, measure) {
    for (const option of this.measure.options)
      option.disabled = eyes === "known" && this.hidden.has(option.value);
    if (this.measure.value !== measure) {
      this.measure.value = measure;
      this.measure.dispatchEvent(new CustomEvent("told"));
    }
  }

  lever(one) {
    const shown = make("output", {}, this.text(one, one.value));
    const note = (value) => {
      if (value === one.value) delete this.moved[one.name];
      else this.moved[one.name] = value;
      const text = this.text(one, value);
      shown.textContent = text;
      shown.classList.toggle("moved", one.moved || value !== one.value);
      if (input.type === "range") input.setAttribute("aria-valuetext", text);
      this.compare();
    };
    const id = `lever-${one.name}`;
    let input;
    if (one.kind === "choice")
      input = make(
        "select",
        { id, onchange: () => note(input.value) },
        ...one.choices.map((name) => make("option", { value: name }, name.replace(/_/g, " "))),
      );
    else if (one.kind === "bool")
      input = make("input", { id, type: "checkbox", onchange: () => note(input.checked) });
    else
      input = make("input", {
        id,
        type: "range",
        min: one.low,
        max: one.high,
        step: one.step,
        oninput: () => note(Number(input.value)),
      });
    input.dataset.testid = id;
    if (one.kind === "bool") input.checked = Boolean(one.value);
    else input.value = one.value;
    if (input.type === "range") input.setAttribute("aria-valuetext", this.text(one, one.value));
    if (one.moved) shown.classList.add("moved");
    return make(
      "div",
      { class: "lever" },
      make(
        "label",
        { for: id, title: `${one.meaning}${one.unit ? ` (${one.unit})` : ""}` },
        one.label,
        shown,
      ),
      input,
      make("small", { class: "quiet" }, one.meaning),
    );
  }

  text(one, value) {
    return one.kind === "bool"
      ? value
        ? "on"
        : "off"
      : one.kind === "choice"
        ? ""
        : `${Number(value)
            .toPrecision(3)
            .replace(/\.?0+$/, "")} ${one.unit}`;
  }
}

// Escape closes what a button opened, and gives the focus back; so does a click elsewhere.
function closes(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
    event.stopPropagation();
  });
  const outside = (event) => {
    if (!details.isConnected) return document.removeEventListener("pointerdown", outside);
    if (!details.contains(event.target)) details.open = false;
  };
  document.addEventListener("pointerdown", outside);
}
