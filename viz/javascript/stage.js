// The maps, one a run, with what points at a state: the pointer, or the arrows of the keyboard.

class Stage {
  constructor(fixed, act, look, key) {
    this.act = act;
    this.tip = new Tip();
    this.sheets = fixed.runs.map((name, k) => this.sheet(fixed, name, k));
    this.maps = this.sheets.map((sheet) => sheet.map);
    const two = fixed.runs.length > 1;
    this.two = two;
    this.element = make(
      "section",
      { class: `stage${two ? " two" : ""}`, "aria-label": "the map" },
      ...this.sheets.map((sheet) => sheet.element),
      two ? this.modes() : null,
      this.tip.element,
      look,
      key,
    );
  }

  // One map of differences, or both side by side where each has room; never one over the other.
  modes() {
    this.caption = make("b", { "data-testid": "difference" });
    this.scale = make("span", { class: "quiet" });
    this.buttons = [
      ["difference", "difference"],
      ["side", "side by side"],
    ].map(([mode, text]) =>
      make(
        "button",
        {
          "data-testid": `mode-${mode}`,
          "aria-pressed": String(mode === "difference"),
          onclick: () => this.arrange(mode),
        },
        text,
      ),
    );
    this.mode = "difference";
    // Where two have no room beside each other, the map of differences stands alone.
    const narrow = matchMedia("(max-width: 1199px)");
    const change = () => {
      if (!this.element.isConnected) return narrow.removeEventListener("change", change);
      if (narrow.matches) this.arrange("difference");
    };
    narrow.addEventListener("change", change);
    this.sheets[1].element.hidden = true;
    this.sheets[0].element.classList.add("alone");
    return make(
      "div",
      { class: "modes" },
      make("div", {}, this.caption, this.scale),
      ...this.buttons,
    );
  }

  arrange(mode) {
    this.mode = mode;
    const side = mode === "side";
    this.buttons.forEach((button, k) =>
      button.setAttribute("aria-pressed", String((k === 1) === side)),
    );
    this.sheets[1].element.hidden = !side;
    this.sheets[0].element.classList.toggle("alone", !side);
    this.element.closest(".foedus")?.classList.toggle("beside", side);
    for (const map of this.maps) map.stale = true;
    this.act.wake();
  }

  sheet(fixed, name, k) {
    const canvas = make("canvas", {
      class: "map",
      role: "img",
      "data-testid": k ? "map-b" : "map",
      "aria-label": `map of the alliance under ${name}; the panels say the same in words`,
    });
    const map = new MapPicture(canvas, fixed);
    const walk = new Walk(map, name, k, (spot) => this.point(sheet, spot), this.act.choose);
    const two = fixed.runs.length > 1;
    const label = two ? make("span", { class: `name run-${k}` }, `${"AB"[k]} ${name}`) : null;
    const element = make("div", { class: "sheet" }, canvas, walk.element, label);
    const sheet = { canvas, map, walk, element, k };
    canvas.addEventListener("pointermove", (event) => {
      const spot = map.at(event.offsetX, event.offsetY);
      canvas.style.cursor = spot?.kind === "state" ? "pointer" : "default";
      this.point(sheet, spot);
    });
    canvas.addEventListener("pointerleave", () => this.point(sheet, null));
    canvas.addEventListener("click", (event) => {
      const spot = map.at(event.offsetX, event.offsetY);
      this.act.choose(spot?.kind === "state" ? spot.row : null);
    });
    return sheet;
  }

  point(sheet, spot) {
    if (spot !== sheet.map.hover) this.act.wake();
    sheet.map.hover = spot;
    if (!spot || !this.frames) return this.tip.hide();
    const text = this.differs
      ? this.apart(spot)
      : Tip.text(spot, this.frames.runs[sheet.k], this.measure, this.view);
    this.tip.show(text, spot, sheet.element);
  }

  draw(frames, theme, view, measure, progress, fresh) {
    Object.assign(this, { frames, view, measure });
    if (!this.differs) {
      frames.runs.forEach((run, k) =>
        this.maps[k].draw(run, theme, view, measure, progress, fresh),
      );
      return this.two ? this.say(capital(measure.label), "") : undefined;
    }
    const [one, other] = frames.runs;
    this.maps[0].draw(other, theme, view, measure, progress, fresh, one);
    const plain = measure.name === PLAIN;
    const text = plain
      ? "Choose a colour of states under Change…"
      : `${capital(measure.label)}, B less A`;
    const unit = measure.unit ? ` ${measure.unit}` : "";
    const size =
      plain || !this.maps[0].tallest
        ? ""
        : `longest bar ${number(this.maps[0].tallest)}${unit}; down: less`;
    this.say(text, size);
  }

  say(text, size) {
    if (this.caption.textContent !== text) this.caption.textContent = text;
    if (this.scale.textContent !== size) this.scale.textContent = size;
  }

  get differs() {
    return this.two && this.mode === "difference";
  }

  // A state under both policies.
  apart(spot) {
    if (spot.kind !== "state" || this.measure.name === PLAIN) return spot.name;
    const [a, b] = this.frames.runs.map((run) => run.values[spot.row]);
    return `${spot.name}: ${this.measure.label} A ${number(a)}, B ${number(b)}, B less A ${signed(b - a)} ${this.measure.unit}`;
  }

  // The words for a map's states; while it plays only for the map that the keyboard is in.
  tell(playing) {
    for (const { walk, k, element } of this.sheets)
      if (!element.hidden && (!playing || document.activeElement === walk.element))
        walk.tell(this.frames.runs[k], this.measure);
  }
}

// A map for the keyboard: left and right walk its states from west to east, up and down from south
// to north; Enter opens one.
class Walk {
  constructor(map, name, k, point, choose) {
    Object.assign(this, { map, point, choose, row: null });
    this.options = map.fixed.states.map((one, row) =>
      make("div", { role: "option", id: `state-${k}-${row}`, "aria-selected": "false" }),
    );
    this.element = make(
      "div",
      {
        class: "walk",
        role: "listbox",
        tabindex: "0",
        "data-testid": k ? "walk-b" : "walk",
        "aria-label": `states under ${name}; arrows walk them, Enter opens one`,
        onkeydown: (event) => this.key(event),
        onfocus: () => this.go(this.row ?? this.order("x")[0]),
        onblur: () => this.point(null),
      },
      ...this.options,
    );
  }

  order(axis) {
    const sign = axis === "x" ? 1 : -1; // a canvas counts downwards
    const states = [...(this.map.states ?? [])];
    return states.sort((a, b) => sign * (a[axis] - b[axis]) || a.row - b.row).map((s) => s.row);
  }

  key(event) {
    const ways = {
      ArrowRight: ["x", 1],
      ArrowLeft: ["x", -1],
      ArrowUp: ["y", 1],
      ArrowDown: ["y", -1],
    };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ways) {
      const [axis, by] = ways[event.key];
      const order = this.order(axis);
      this.go(order[(order.indexOf(this.row) + by + order.length) % order.length]);
    } else if (event.key === "Enter" || event.key === " ") this.choose(this.row);
    else if (event.key === "Escape") this.choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(row) {
    if (row === undefined) return;
    if (this.row !== null) this.options[this.row].setAttribute("aria-selected", "false");
    this.row = row;
    this.options[row].setAttribute("aria-selected", "true");
    this.element.setAttribute("aria-activedescendant", this.options[row].id);
    this.point(this.map.states[row]);
  }

  tell(run, measure) {
    for (const spot of this.map.states) {
      const role = spot.ally ? "ally" : "partner";
      const text = `${spot.name}, ${role}, ${Tip.value(spot, run, measure)}`;
      const option = this.options[spot.row];
      if (option.textContent !== text) option.textContent = text;
    }
  }
}
