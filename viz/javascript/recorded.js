// A run that was recorded, in the place of a server: it keeps what the widget's model keeps, and
// answers what the picture asks for as viz/live.py does. Levers are off.

const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer;
const RECORDED = "Recorded: levers need `foedus watch`.";
const LOG_ROWS = 1000;
const AHEAD = 2;

class Recorded {
  constructor(told) {
    this.told = told;
    this.first = true; // a first visit is told the story
    this.page = "index.html";
    this.heard = {};
    this.seen = this.sent = this.drawn = 0;
    this.chosen = null;
    this.speed = 6;
    this.rows = new RecordedMonths(told);
    this.panel = new RecordedPanel(told, this.rows);
    this.jumps = new RecordedJumps(told);
    this.kept = new Map(told.cases.map((one) => [one.true.row, one]));
    const query = new URLSearchParams(location.search);
    const measures = told.controls.measures.map((one) => one.name);
    const asked = query.get("measure");
    this.measure = measures.includes(asked) ? asked : PLAIN;
    told.controls.asked.measure = this.measure;
    this.state = {
      fixed: told.fixed,
      controls: told.controls,
      history: told.history,
      incident: {},
      story: {},
      note: {},
      scale: [],
      side: {},
      batch: {},
      playing: false,
      link: this.link,
      message: "",
      answered: 0,
    };
    this.show(Number(query.get("month")) || 0);
  }

  get link() {
    return this.measure === PLAIN ? "" : `measure=${this.measure}`;
  }

  // What the picture uses of a widget's model.
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    this.state[name] = value;
    this.heard[`change:${name}`]?.();
  }
  on(event, listener) {
    this.heard[event] = listener;
  }
  off(event) {
    delete this.heard[event];
  }
  // Answered later, as a server would: the picture may still be under construction.
  send({ type, number, ...what }) {
    queueMicrotask(() => {
      this[`do_${type}`]?.(what);
      if (number) this.set("answered", number);
    });
  }

  // Whether a case can be opened here.
  holds(row) {
    return this.kept.has(row);
  }

  show(month, side = true) {
    const { months } = this.told.fixed;
    this.month = Math.min(months, Math.max(0, Math.trunc(month)));
    this.seen = Math.max(this.seen, this.month);
    this.set("frame", this.rows.frame(this.month, this.measure, ++this.sent));
    if (side || this.month % 4 === 0) this.beside();
  }

  beside() {
    const { month, measure } = this;
    if (measure !== PLAIN && !this.get("playing"))
      this.set("scale", this.rows.scale(measure, this.seen));
    this.set("side", {
      month,
      log: [this.panel.log(month, this.get("playing") ? 80 : LOG_ROWS)],
      waterfall: [this.told.harm[month]],
      state: this.chosen === null ? null : this.panel.state(month, this.chosen),
    });
  }

  // The clock: a month each time its time is over, never more than a few ahead of what was drawn, as
  // viz/player.py does.
  tick() {
    if (!this.get("playing")) return;
    if (this.sent - this.drawn < AHEAD + (this.speed * TOLD_EVERY) / 1000) {
      if (this.month >= this.told.fixed.months) return this.do_play({ on: false });
      this.show(this.month + 1, false);
      this.due = Math.max(this.due + 1000 / this.speed, performance.now() - 100);
    }
    setTimeout(() => this.tick(), Math.max(4, this.due - performance.now()));
  }

  do_drawn({ frame }) {
    this.drawn = frame;
  }
  do_play({ on }) {
    if (on && this.month >= this.told.fixed.months) this.show(0);
    const starts = on && !this.get("playing");
    this.set("playing", on);
    if (starts) {
      this.due = performance.now();
      this.tick();
    }
    if (!on) this.beside();
  }
  do_seek({ month }) {
    this.do_play({ on: false });
    this.show(month);
  }
  do_step({ by }) {
    this.do_seek({ month: this.month + by });
  }
  do_speed({ value }) {
    this.speed = value;
  }
  do_measure({ name }) {
    this.measure = name;
    this.set("scale", []);
    this.set("link", this.link);
    this.show(this.month);
  }
  do_choose({ row }) {
    this.chosen = this.told.fixed.states[row] ? row : null;
    this.beside();
  }
  do_jump({ to, back, known, ...filter }) {
    const found = this.jumps.next(to, this.month, back, known ? "known" : "true", filter);
    const year = this.told.fixed.first_year + Math.floor(this.told.fixed.months / 12);
    const none = back ? `No earlier ${to}.` : `No further ${to} before ${year}.`;
    this.set("note", { text: found === null ? none : "", number: this.sent });
    this.do_seek({ month: found ?? this.month });
  }
  do_story({ name }) {
    this.set("story", { name, ...this.told.stories[name] });
  }
  do_incident({ row, id, known }) {
    this.do_play({ on: false });
    if (row === undefined && id === undefined) return this.set("incident", {});
    const found =
      this.kept.get(row) ?? this.told.cases.find(({ true: one }) => one.incident === id);
    if (!found) {
      const error = `This recording keeps the ${this.told.cases.length} gravest cases; \`foedus watch\` tells every one.`;
      return this.set("incident", { row: row ?? -1, known, error });
    }
    const { true: whole, known: other, hidden } = found;
    const told = known
      ? Object.fromEntries(
          Object.entries({ ...whole, ...other }).filter(([name]) => !hidden.includes(name)),
        )
      : whole;
    this.set("incident", told);
  }
  do_reset() {
    this.set("message", RECORDED);
  }
}

const told = JSON.parse(document.getElementById("recorded").textContent);
render({ model: new Recorded(told), el: document.getElementById("picture") });
