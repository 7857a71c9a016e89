// What colours and marks mean, and whose eyes look.

class Legend {
  constructor(fixed) {
    this.fixed = fixed;
    this.inner = make("div", { class: "legend" });
    this.element = make(
      "details",
      { class: "keybox" },
      make("summary", { "data-testid": "key" }, "Key"),
      this.inner,
    );
  }

  show(measure, view, scale) {
    const key = (mark, text) => make("span", { class: "key" }, mark, text);
    const shape = (inner) => {
      const box = make("span", { "aria-hidden": "true" });
      box.innerHTML = `<svg width="26" height="14" viewBox="0 0 26 14">${inner}</svg>`;
      return box;
    };
    const arc = (colour, width, dash = "") =>
      shape(
        `<path d="M2 11Q13 0 24 9" fill="none" style="stroke:var(${colour})" stroke-width="${width}" stroke-dasharray="${dash}"/>`,
      );
    const disc = (colour) => shape(`<circle cx="13" cy="7" r="5" style="fill:var(${colour})"/>`);
    const hollow = (colour) =>
      shape(
        `<circle cx="13" cy="7" r="4" fill="none" stroke-width="2.2" style="stroke:var(${colour})"/>`,
      );
    const crossed = shape(
      '<rect x="8" y="2" width="10" height="10" style="fill:var(--object)"/><path d="M10 4l6 6m0-6l-6 6" style="stroke:var(--card)" stroke-width="1.6"/>',
    );
    const head = (text) => make("h2", {}, text);
    const known = view === "known";
    this.inner.replaceChildren(
      ...this.scale(measure, scale),
      head("Attacks"),
      ...this.fixed.tiers.map((name, k) => key(arc(TIER_VAR[k], TIER_WIDTH[k]), name)),
      ...(known ? [] : [key(hollow("--edge"), "under way, hollow: false flag")]),
      head("What allies believe"),
      key(arc("--belief", 2, "6 4"), "suspicion, as sure as it is long"),
      key(shape('<path d="M13 2l5 5-5 5-5-5z" style="fill:var(--belief)"/>'), "named"),
      ...(known
        ? []
        : [
            key(
              shape('<path d="M9 3l8 8m0-8l-8 8" stroke-width="2" style="stroke:var(--belief)"/>'),
              "wrongly named",
            ),
          ]),
      head("Votes"),
      key(disc("--support"), "supports"),
      key(hollow("--abstain"), "abstains"),
      key(crossed, "objects: stops it"),
    );
  }

  // The colours of states, with the ends and the middle of the scale.
  scale(measure, [low, high]) {
    const says = (text) => make("span", { "data-testid": "legend", title: measure.meaning }, text);
    if (measure.name === PLAIN) return [says("size: GDP; disc: ally, square: partner")];
    const ramp = `background:linear-gradient(90deg,${CIVIDIS.map((c) => `rgb(${c})`)})`;
    const ticks = [low, (low + high) / 2, high].map((value) => make("span", {}, number(value)));
    const unit = measure.unit ? `, ${measure.unit}` : "";
    return [
      says(`${measure.label}${unit}; size: GDP`),
      make("span", { class: "ramp", style: ramp }),
      make("span", { class: "ticks" }, ...ticks),
    ];
  }
}

// The two views as a radio group: one stop for Tab, arrows change between them.
function lookChoice(view, change) {
  const names = [
    ["true", "what is true"],
    ["known", "what allies know"],
  ];
  const choose = (at) => {
    buttons.forEach((button, k) => {
      button.setAttribute("aria-checked", String(k === at));
      button.tabIndex = k === at ? 0 : -1;
    });
    change(names[at][0]);
  };
  const key = (event, at) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const next = (at + by + names.length) % names.length;
    choose(next);
    buttons[next].focus();
    event.preventDefault();
  };
  const buttons = names.map(([name, text], at) =>
    make(
      "button",
      {
        role: "radio",
        "aria-checked": String(view === name),
        tabindex: view === name ? "0" : "-1",
        "data-testid": `view-${name}`,
        onclick: () => choose(at),
        onkeydown: (event) => key(event, at),
      },
      text,
    ),
  );
  return make("div", { class: "look", role: "radiogroup", "aria-label": "whose eyes" }, ...buttons);
}
