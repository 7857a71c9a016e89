// Names and verbs for sentences about attacks, accusations and votes.

const WITH_THE = new Set(["USA", "GBR", "NLD"]);
const DOES = ["harasses", "spies on", "disrupts networks in", "destroys networks in"];

class Names {
  constructor(fixed) {
    this.fixed = fixed;
  }
  state(row) {
    const one = this.fixed.states[row];
    if (!one) return `${this.fixed.alliance}’s own networks`;
    return WITH_THE.has(one.code) ? `the ${one.name}` : one.name;
  }
  author(row) {
    return row === null ? "Somebody" : (this.fixed.adversaries[row]?.name ?? "Criminals");
  }
  rung(row) {
    return ["a statement", "sanctions", "counter-cyber operations", "Article 5"][row] ?? "";
  }
  states(rows) {
    if (rows.length > 3) return `${rows.length} members`;
    const names = rows.map((row) => this.state(row));
    return names.length < 2
      ? names.join("")
      : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  }
  who(ballots, ballot) {
    return [...ballots].flatMap((one, row) => (Number(one) === ballot ? [row] : []));
  }

  attack(one) {
    const flag = one.flag ? " under another’s flag" : "";
    return capital(
      `${this.author(one.author)} ${DOES[one.tier]} ${this.state(one.target)}${flag}: ${money(one.harm)} of harm.`,
    );
  }
  naming(one) {
    const wrong = one.wrong ? ` They are wrong: it was ${this.author(one.author)}.` : "";
    const sure = `${percent(one.certainty)} sure`;
    return `The allies name ${lower(this.author(one.named))} for the attack on ${this.state(one.target)}, ${sure}.${wrong}`;
  }
  vote(one) {
    const about = `against ${this.author(one.suspect)} for the attack on ${this.state(one.victim)}`;
    const rung = this.rung(one.rung);
    const against = this.who(one.ballots, 3);
    if (one.carried) return `The allies agree ${rung} ${about}.`;
    if (!against.length) return `Too few back ${rung} ${about}.`;
    const stop = against.length === 1 ? "stops" : "stop";
    return capital(`${this.states(against)} ${stop} ${rung} ${about}.`);
  }
  ballots(one) {
    const said = [`${this.who(one.ballots, 1).length} support`];
    for (const [ballot, does, do_] of [
      [3, "objects", "object"],
      [2, "abstains", "abstain"],
    ]) {
      const rows = this.who(one.ballots, ballot);
      if (rows.length)
        said.push(
          `${rows.map((row) => this.fixed.states[row].name).join(", ")} ${rows.length > 1 ? do_ : does}`,
        );
    }
    return `${said.join("; ")}.`;
  }
}
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const lower = (text) => (text === "Criminals" ? "criminals" : text);

// The month in one sentence: a vote before a naming before the gravest attack.
function sentenceOf(names, run, passed, eyes) {
  if (passed === 0) return "No attack yet. Press Play.";
  const now = passed - 1;
  const votes = run.votes.filter((vote) => vote.month === now);
  const gravest = (list, by) => list.reduce((a, b) => (a && by(a) >= by(b) ? a : b), null);
  const vote = foremost(votes);
  const seen = run.events.map((one) => attackAt(one, passed, eyes)).filter(Boolean);
  const naming = gravest(
    seen.filter(
      (one) => one.named >= 0 && one.namedMonth === now && names.fixed.adversaries[one.named],
    ),
    (one) => one.harm,
  );
  if (vote) return names.vote(vote);
  if (naming && (naming.wrong || naming.tier > 1)) return names.naming(naming);
  const attack = gravest(
    seen.filter((one) => one.month === now),
    (one) => one.harm,
  );
  if (attack && (attack.tier > 1 || !naming)) return names.attack(attack);
  return naming ? names.naming(naming) : "A quiet month.";
}
