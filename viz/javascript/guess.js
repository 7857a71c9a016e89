// Who did it, guessed with what allies knew in the last month in which nobody stood out; then revealed.

const CERTAINTY = ["a hunch", "likely", "certain"];

class Guess {
  // `reveal(guess)` asks for the truth; guess is null for who only wants to be told.
  constructor(document, reveal) {
    Object.assign(this, { document, suspect: null, certainty: 0 });
    const at = document.evidence.guess;
    const month = longMonth(document.evidence.months[at].month);
    const choose = (k, name) =>
      make(
        "label",
        {},
        make("input", {
          type: "radio",
          name: "suspect",
          value: String(k),
          onchange: () => this.choose(k),
        }),
        ` ${name}`,
      );
    const evidence = new Evidence(document, { until: at + 1, choice: choose });
    this.button = make(
      "button",
      {
        class: "main",
        "data-testid": "guess-reveal",
        disabled: true,
        onclick: () => reveal({ suspect: this.suspect, certainty: this.certainty }),
      },
      "Reveal",
    );
    const levels = CERTAINTY.map((text, k) =>
      make(
        "label",
        {},
        make("input", {
          type: "radio",
          name: "certainty",
          checked: k === 0,
          onchange: () => (this.certainty = k),
        }),
        ` ${text}`,
      ),
    );
    this.element = make(
      "section",
      { class: "card guess", "data-testid": "guess" },
      make("h2", {}, `It is ${month}. This is all that allies know. Who did it?`),
      evidence.element,
      make(
        "div",
        { class: "line-up" },
        make("span", { role: "radiogroup", "aria-label": "how sure", class: "line-up" }, ...levels),
        this.button,
        make(
          "button",
          { class: "plain link", "data-testid": "guess-tell", onclick: () => reveal(null) },
          "Just tell me",
        ),
      ),
    );
  }

  choose(k) {
    this.suspect = k;
    this.button.disabled = false;
  }
}

// What came of a guess, and how reader and allies have done so far.
class Score {
  constructor() {
    Object.assign(this, { of: 0, you: 0, allies: 0, told: new Map() });
  }

  // The sentence about a case that was revealed; counted once.
  take(document, guess) {
    const known = this.told.get(document.row);
    if (known) return known;
    const { suspects, named } = document.evidence;
    const { author } = document.truth;
    const name = (k) => suspects[k].name;
    const allies = named
      ? `Allies in ${longMonth(named.month)}: ${name(named.suspect)}, ${sure(named.certainty)}.`
      : "Allies named nobody.";
    const parts = [allies, `In truth: ${name(author)}.`];
    if (guess) {
      this.of += 1;
      this.you += guess.suspect === author;
      this.allies += named?.suspect === author;
      parts.unshift(`You, ${CERTAINTY[guess.certainty]}: ${name(guess.suspect)}.`);
      parts.push(`So far: you ${this.you} of ${this.of}, the allies ${this.allies} of ${this.of}.`);
    }
    const text = parts.join(" ");
    this.told.set(document.row, text);
    return text;
  }
}
