// The months of a recorded run: frames put together as viz/frames.py packs them, the panel of a state
// and the log as viz/panels.py writes them, and where the next of a kind is as viz/history.py finds it.

class RecordedMonths {
  constructor({ fixed, frames, states }) {
    this.nodes = fixed.states.length;
    this.months = fixed.months;
    this.states = states;
    this.steps = new Uint16Array(bytesOf(states.bytes));
    const all = new Float32Array(bytesOf(frames.bytes));
    let at = 0;
    this.frames = frames.lengths.map((length) => all.subarray(at, (at += length)));
  }

  // A column of the states after so many months, in the unit of the model.
  column(name, month) {
    const { names, low, span, steps } = this.states;
    const k = names.indexOf(name);
    const first = (month * names.length + k) * this.nodes;
    const held = this.steps.subarray(first, first + this.nodes);
    return Float64Array.from(held, (step) => low[k] + (span[k] * step) / steps);
  }

  frame(month, measure, sent) {
    const bare = this.frames[month];
    const whole = new Float32Array(3 + bare.length);
    whole.set([1, sent, whole.length - 3]);
    const frame = whole.subarray(3);
    frame.set(bare);
    if (measure !== PLAIN) {
      const scale = this.states.scales[measure];
      frame.set(
        this.column(measure, month).map((value) => value * scale),
        HEADER.length,
      );
    }
    return new DataView(whole.buffer);
  }

  // The 5th and the 95th percentile of what states had in the months seen.
  scale(measure, seen) {
    const scale = this.states.scales[measure];
    const held = Array.from({ length: seen + 1 }, (_, month) => [...this.column(measure, month)])
      .flat()
      .sort((a, b) => a - b);
    const at = (share) => {
      const place = share * (held.length - 1);
      const low = Math.floor(place);
      const next = held[Math.min(held.length - 1, low + 1)];
      return scale * (held[low] + (place - low) * (next - held[low]));
    };
    const [low, high] = [at(0.05), at(0.95)];
    return high > low ? [low, high] : [];
  }
}

class RecordedPanel {
  constructor({ fixed, history, panel, terms }, rows) {
    Object.assign(this, { fixed, panel, rows, unit: terms.unit, nobody: terms.nobody });
    this.terms = new Int16Array(bytesOf(terms.bytes));
    this.history = new History(1);
    this.history.take(history);
    this.votes = rows.frames.flatMap((bare, month) =>
      decode(bare).votes.map((vote) => ({ ...vote, month })),
    );
  }

  author(row) {
    return this.fixed.adversaries[row]?.code ?? "crime";
  }
  target(row) {
    return this.fixed.states[row]?.code ?? this.fixed.alliance;
  }

  log(month, most) {
    const found = [];
    const { events } = this.history.runs[0];
    for (let row = events.length - 1; row >= 0 && found.length < most; row--) {
      const one = events[row] && attackAt(events[row], month, "true");
      if (!one) continue;
      found.push({
        id: row,
        month: one.month,
        when: monthAt(one.month),
        author: this.author(one.author),
        target: this.target(one.target),
        tier: this.fixed.tiers[one.tier],
        flag: Boolean(one.flag),
        detected: Boolean(one.detected),
        named: one.named >= 0 ? this.author(one.named) : "",
        certainty: one.named >= 0 ? one.certainty : null,
        outcome: this.panel.outcomes[one.outcome],
        fate: one.fate,
        harm: one.harm,
      });
    }
    return found;
  }

  state(month, row) {
    const one = this.fixed.states[row];
    const frame = decode(this.rows.frames[month]);
    const value = { gdp: frame.gdp[row], harm: frame.harm[row], commitment: frame.commitment };
    for (const name of this.rows.states.names) value[name] = this.rows.column(name, month)[row];
    const written = (column, scale, digits, unit) => {
      const number = (scale * value[column]).toLocaleString("en-US", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      return `${number} ${unit}`.trim();
    };
    return {
      row,
      code: one.code,
      name: one.name,
      role: one.ally ? "ally" : "partner",
      groups: this.panel.groups.map(({ title, known, facts }) => ({
        title,
        known,
        rows: facts.map(([label, ...fact]) => [label, written(...fact)]),
      })),
      vote: this.vote(month, row),
    };
  }

  // The last ballot that it was asked for, and the terms of its margin.
  vote(month, row) {
    const width = this.panel.terms.length + 2;
    const place = (k) => (k * this.fixed.states.length + row) * width;
    const k = this.votes.findLastIndex(
      (vote, at) => vote.month <= month && this.terms[place(at)] !== this.nobody,
    );
    if (k < 0) return null;
    const vote = this.votes[k];
    const held = [...this.terms.subarray(place(k), place(k) + width)].map((one) => one / this.unit);
    const ballot = this.panel.ballots[vote.ballots[row]];
    const rung = this.fixed.rungs[vote.rung].replace(/_/g, " ");
    const about = `${rung} against ${this.author(vote.suspect)}, for ${this.target(vote.victim)}`;
    const right = vote.suspect === vote.author;
    return {
      title: `${monthAt(vote.month - 1)}: it ${ballot} (${about})`,
      truth: right ? "" : `in truth it was ${this.author(vote.author)}`,
      certainty: vote.certainty,
      margin: held.at(-2),
      luck: held.at(-1),
      terms: this.panel.terms.map((term, at) => ({ ...term, value: held[at] })),
    };
  }
}

class RecordedJumps {
  constructor({ fixed, history }) {
    this.months = fixed.months;
    this.adversaries = fixed.adversaries;
    this.history = new History(1);
    this.history.take(history);
  }

  // The month to show for the next or the former of a kind; null where there is none.
  next(kind, month, back, eyes, filter) {
    const months = this.found(kind, eyes, filter).map((one) => one + 1);
    const there = months.filter((one) => (back ? one < month : one > month));
    if (!there.length) return null;
    return back ? Math.max(...there) : Math.min(...there);
  }

  found(kind, eyes, filter) {
    const [run] = this.history.runs;
    const attacks = run.events
      .map((one) => attackAt(one, this.months, eyes))
      .filter((one) => one && passes(one, filter));
    const named = attacks.filter((one) => drawnNaming(one, this.adversaries));
    if (kind === "attack") return attacks.map((one) => one.month);
    if (kind === "naming") return named.map((one) => one.namedMonth);
    if (kind === "mistake") return named.filter((one) => one.wrong).map((one) => one.namedMonth);
    const rows = new Set(attacks.map((one) => one.row));
    const cases = new Map();
    for (const vote of run.votes) {
      if (vote.event >= 0 && !rows.has(vote.event)) continue;
      const key = vote.event >= 0 ? vote.event : `${vote.victim} ${vote.suspect} ${vote.month}`;
      cases.set(key, [...(cases.get(key) ?? []), vote]);
    }
    const ends = [...cases.values()].flatMap((votes) => [votes[0], votes.at(-1)]);
    return ends.filter((vote) => kind === "vote" || stopped(vote)).map((vote) => vote.month);
  }
}
