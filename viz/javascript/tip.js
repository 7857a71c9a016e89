// The small note beside the pointer, or beside the state that the keyboard stands on.

const BALLOTS = ["", "supports", "abstains", "objects"];

class Tip {
  constructor() {
    this.element = make("div", { class: "tip", hidden: "" });
  }

  // What a place says in a line; what only the truth holds is left out of what allies know.
  static text(spot, run, measure, view) {
    if (spot.kind === "state") return `${spot.name}: ${Tip.value(spot, run, measure)}`;
    if (view === "known") return spot.name;
    const level = number(run.escalation[spot.row]);
    return `${spot.name}: escalation ${level} of 5, ${run.zeroDays[spot.row]} zero-days held`;
  }

  static value(spot, run, measure) {
    const ballot = foremost(run.votes)?.ballots[spot.row];
    if (measure.name === PLAIN) return ballot ? BALLOTS[ballot] : "no vote this month";
    return `${measure.label} ${number(run.values[spot.row])} ${measure.unit}`.trim();
  }

  show(text, spot, sheet) {
    this.element.hidden = false;
    this.element.textContent = text;
    const left = Math.min(spot.x + 14, sheet.clientWidth - 190);
    this.element.style.left = `${sheet.offsetLeft + left}px`;
    this.element.style.top = `${sheet.offsetTop + spot.y + 12}px`;
  }

  hide() {
    this.element.hidden = true;
  }
}
