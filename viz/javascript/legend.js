// What colours and marks mean, and whose eyes look.

class Legend {
  constructor(fixed) {
    this.fixed = fixed;
    this.element = make("div", { class: "legend" });
  }

  show(measure, view) {
    const key = (mark, text) => make("span", { class: "key" }, mark, text);
    const dot = (colour, hollow) =>
      make("i", { style: hollow ? `border:2px solid ${colour}` : `background:${colour}` });
    const dash = (colour) => make("i", { class: "dash", style: `border-color:${colour}` });
    const ramp = `background:linear-gradient(90deg,${CIVIDIS.map((c) => `rgb(${c})`)})`;
    const unit = measure.unit ? ` ${measure.unit}` : "";
    const scale = `${measure.label}: ${measure.low} to ${measure.high}${unit}; size: GDP`;
    const suspicions =
      view === "true"
        ? [
            key(dash(INK.green), "suspicion, right"),
            key(dash(INK.red), "suspicion, wrong"),
            key(dot(INK.grey, true), "false flag"),
          ]
        : [key(dash(INK.amber), "suspicion, as sure as it is long")];
    this.element.replaceChildren(
      key(make("span", { class: "ramp", style: ramp }), ""),
      make("span", { "data-testid": "legend", title: measure.meaning }, scale),
      ...this.fixed.tiers.map((name, k) => key(dot(TIER_INK[k]), name)),
      ...suspicions,
      key(dot(INK.green, true), "assents"),
      key(dot(INK.red, true), "objects"),
      ...(this.fixed.runs.length > 1 ? [key("", "▲▼ higher, lower than under A")] : []),
    );
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
