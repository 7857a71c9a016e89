// What timeline and charts know: rows told once by viz/history.py and then by the month, and how they
// stood at any month up to there. The order of columns is the order there.

const EVENT_COLUMNS = [
  ...["row", "month", "author", "target", "tier", "flag", "detected", "harm", "named"],
  ...["namedMonth", "publicMonth", "certainty", "closedMonth", "outcome", "fate"],
];
const VOTE_COLUMNS = [
  ...["month", "event", "victim", "suspect", "rung", "certainty", "carried", "ballots"],
];

const emptyRun = () => ({ events: [], votes: [], turns: [], series: [] });

class History {
  constructor(count) {
    this.until = 0;
    this.runs = Array.from({ length: count }, emptyRun);
  }

  // Take a part in; false where one before it was lost.
  take(part) {
    if (!part?.runs || part.runs.length !== this.runs.length) return false;
    if (part.first === 0) this.runs = part.runs.map(emptyRun);
    else if (part.first !== this.until) return part.until <= this.until;
    this.until = part.until;
    part.runs.forEach((run, k) => {
      const named = (columns, row) => Object.fromEntries(columns.map((c, at) => [c, row[at]]));
      for (const row of run.events) this.runs[k].events[row[0]] = named(EVENT_COLUMNS, row);
      this.runs[k].votes.push(...run.votes.map((row) => named(VOTE_COLUMNS, row)));
      run.series?.forEach((line, at) => (this.runs[k].series[at] ??= []).push(...line));
      this.runs[k].turns.push(...run.turns.map(([month, acting]) => ({ month, acting })));
    });
    return true;
  }

  event(k, row) {
    return this.runs[k]?.events[row];
  }
}

// An attack as it stood after `passed` months to these eyes; null where they do not see it.
function attackAt(event, passed, eyes) {
  if (event.month >= passed) return null;
  const named = event.named >= 0 && event.namedMonth < passed;
  const closed = event.closedMonth >= 0 && event.closedMonth < passed;
  const fate = closed || event.fate === NEVER_KNOWN ? event.fate : "pending";
  const known = eyes === "known";
  if (known && !event.detected) return null;
  return {
    ...event,
    named: named ? event.named : -1,
    author: known ? (named ? event.named : null) : event.author,
    flag: known ? 0 : event.flag,
    outcome: closed ? event.outcome : 0,
    fate: known ? (KNOWN_AS[fate] ?? fate) : fate,
    wrong: !known && named && event.named !== event.author,
  };
}

// What passes the timeline's filters.
const passes = (attack, filter) =>
  attack.harm >= filter.least &&
  attack.tier >= filter.tier &&
  (filter.state === null || attack.target === filter.state) &&
  (!filter.fate || attack.fate === filter.fate);

// Cases before the Council as spans from their first to their last sitting so far.
function spansAt(run, passed, shown) {
  const spans = new Map();
  for (const vote of run.votes) {
    if (vote.month >= passed || !shown(vote)) continue;
    const key = vote.event >= 0 ? vote.event : `${vote.victim} ${vote.suspect} ${vote.month}`;
    const span = spans.get(key);
    if (span) Object.assign(span, { last: vote.month, vote });
    else spans.set(key, { first: vote.month, last: vote.month, vote });
  }
  return [...spans.values()];
}

// What an adaptive policy begins and ends after a month, as places among its signposts.
function turnedAt(run, month) {
  const at = run.turns.findIndex((one) => one.month === month);
  if (at < 0) return { begun: [], ended: [] };
  const [before, now] = [run.turns[at - 1]?.acting ?? 0, run.turns[at].acting];
  const bits = (set) => [...Array(31).keys()].filter((bit) => (set >> bit) & 1);
  return { begun: bits(now & ~before), ended: bits(before & ~now) };
}
const stopped = (vote) => !vote.carried && vote.ballots.includes("3");
