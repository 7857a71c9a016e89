// The page of one case, over the picture: outcome and cause, six steps, who did it, the Council, and
// what would have changed it. With the eyes of the allies it is guessed first.

class Incident {
  // `whose`: which of two policies, in words; null where there is one. `does`: back(), reveal(),
  // go(by), link(adds).
  constructor(root, month, score, whose, does) {
    Object.assign(this, { root, score, does, document: null, guess: null, revealing: false });
    this.before = document.activeElement;
    this.title = make("h2", { class: "outcome", tabindex: "-1", "data-testid": "case-title" });
    this.cause = make("p", { class: "cause", "data-testid": "case-cause" });
    this.result = make("p", { class: "result", "data-testid": "guess-result", role: "status" });
    this.body = make("div", { class: "case-body" });
    const button = (testid, text, click) =>
      make("button", { "data-testid": testid, onclick: click }, text);
    this.element = make(
      "section",
      {
        class: "case foedus",
        role: "dialog",
        "aria-modal": "true",
        "aria-label": "One case",
        "data-testid": "case",
      },
      make(
        "div",
        { class: "line-up case-bar" },
        button("case-back", `‹ Back to ${monthName(month)}`, () => does.back()),
        whose,
        make("span", { class: "gap" }),
        button("case-former", "‹ previous", () => does.go(-1)),
        button("case-next", "next ›", () => does.go(1)),
      ),
      this.title,
      this.cause,
      this.result,
      this.body,
    );
    this.keys = (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        does.back();
      }
      event.stopPropagation(); // the picture beneath hears nothing
    };
    window.addEventListener("keydown", this.keys, true);
    for (const one of root.children) one.inert = true;
    root.append(this.element);
    this.wait();
    this.title.focus({ preventScroll: true });
  }

  wait() {
    this.document = null;
    this.say("Looking into the case…", "");
    this.body.replaceChildren();
  }

  say(title, cause) {
    this.title.textContent = title;
    this.cause.textContent = cause;
    this.cause.hidden = !cause;
    this.result.hidden = true;
  }

  show(told) {
    if (told.error) {
      this.say("This case cannot be told", told.error);
      this.body.replaceChildren();
      return;
    }
    const first = this.document?.row !== told.row || this.document.known !== told.known;
    this.document = told;
    if (!first && told.changes) {
      this.turns.replaceWith((this.turns = this.changes()));
      return;
    }
    if (told.known && told.evidence.guess !== null) {
      const { months, guess } = told.evidence;
      this.say(told.title.split(": ")[0], ""); // what became of it would tell whom they named
      const ask = new Guess(told, (one) => {
        this.guess = one;
        this.revealing = true;
        this.does.reveal();
      });
      this.element.dataset.state = "guess";
      this.element.dataset.month = months[guess].month;
      this.body.replaceChildren(ask.element);
      return;
    }
    this.say(told.title, told.cause);
    if (this.revealing) this.score.take(told, this.guess);
    this.revealing = false;
    const result = told.known ? null : this.score.told.get(told.row);
    this.result.hidden = !result;
    this.result.textContent = result ?? "";
    this.element.dataset.state = "told";
    this.fill(told);
  }

  fill(told) {
    this.detail = make("p", { class: "detail", role: "status", hidden: "" });
    const card = (title, ...inside) =>
      make("section", { class: "card" }, make("h2", {}, title), ...inside);
    const left = make(
      "div",
      {},
      card(
        told.known
          ? "What allies believed, month by month"
          : "Who did it? What allies believed, month by month",
        new Evidence(told).element,
      ),
      card("The Council, sitting by sitting", new Sittings(told).element),
    );
    const parts = [left];
    if (!told.known) {
      this.turns = this.changes();
      const notes = told.notes.map((note) => make("p", { class: "quiet" }, capital(`${note}.`)));
      parts.push(make("div", {}, card("What would have changed it", this.turns, ...notes)));
    }
    this.body.replaceChildren(
      make("ol", { class: "steps" }, ...told.steps.map((step, k) => this.step(step, k))),
      this.detail,
      make("div", { class: `halves${told.known ? " one" : ""}` }, ...parts),
    );
  }

  changes() {
    return new Turns(this.document, (adds) => this.does.link(adds, this.document)).element;
  }

  step({ title, text, decisive, label, detail }, k) {
    const inside = [make("b", {}, `${k + 1} ${title}`), make("span", {}, text)];
    const holder = detail
      ? make(
          "button",
          {
            class: "plain",
            "aria-expanded": "false",
            onclick: (event) => this.unfold(event.currentTarget, `${label}: ${detail}.`),
          },
          ...inside,
        )
      : make("div", {}, ...inside);
    const marks = decisive ? { class: "decisive", "aria-current": "step" } : {};
    return make("li", marks, holder);
  }

  // The numbers behind a step.
  unfold(button, text) {
    const open = button.getAttribute("aria-expanded") === "true";
    for (const one of this.element.querySelectorAll(".steps button"))
      one.setAttribute("aria-expanded", String(one === button && !open));
    this.detail.hidden = open;
    this.detail.textContent = open ? "" : text;
  }

  close() {
    window.removeEventListener("keydown", this.keys, true);
    this.element.remove();
    for (const one of this.root.children) one.inert = false;
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }
}
