// The page put together: the pieces, what their buttons ask of the server, and what the server's
// answers change.

// How a link names the case that is open: by its identity, or to the allies' eyes by its row in the
// log, since an identity would tell its author.
const CASE_IN_LINK = { row: "case", id: "incident" };

// Milliseconds between two drawings of what is read (sentence, timeline, charts) while months run: no
// eye follows faster, and the map needs the time.
const READ_EVERY = 150;

class View {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.eyes = new URLSearchParams(location.search).get("view") === "known" ? "known" : "true";
    // A recorded run says itself what the address of a server would.
    this.bare = (model.first ?? location.pathname === "/") && !location.search;
    this.loop = new Loop(model, root, this.draw.bind(this));
    const { loop } = this;
    const each = (change) => {
      this.stage.maps.forEach(change);
      loop.wake();
    };
    this.act = {
      wake: () => loop.wake(),
      toggle: () => loop.send("play", { on: !model.get("playing") }),
      seek: (month) => loop.send("seek", { month }),
      jump: (what) => loop.send("jump", { ...what, known: this.eyes === "known" }),
      step: (by) => loop.send("step", { by }),
      speed: (value) => {
        loop.speed = value;
        loop.send("speed", { value });
      },
      measure: (name) => loop.send("measure", { name }),
      reset: (what) => loop.send("reset", what),
      batch: (runs) => loop.send("batch", { runs }),
      about: (measure) => loop.send("about", { measure }),
      future: (run) => loop.send("future", { run }),
      cancel: () => loop.send("cancel"),
      story: (name) => {
        if (this.model.get("story")?.name === name) this.narrate();
        else loop.send("story", { name });
      },
      incident: (asked) => this.openCase(asked),
      holds: (row) => model.holds?.(row) ?? true, // a recording keeps the gravest cases alone
      choose: (row) => {
        each((map) => (map.chosen = row));
        loop.send("choose", { row });
      },
      layer: (name) => each((map) => Object.assign(map, { layer: name, stale: true })),
      layout: (name) => each((map) => Object.assign(map, { layout: name, moved: true })),
      highlight: (one) =>
        each((map) => (map.highlight = map.highlight?.id === one.id ? null : one)),
      look: (eyes) => this.look(eyes),
    };
    this.written = 0;
    this.scores = [new Score(), new Score()]; // rows of two runs are of two logs
    this.build();
  }

  build() {
    const { model, root, act } = this;
    const unfolded = [...root.querySelectorAll(".rail details[open] > summary")];
    const open = new Set(unfolded.map((one) => one.textContent));
    this.transport?.close();
    this.case?.close();
    this.case = null;
    const fixed = model.get("fixed");
    const controls = model.get("controls");
    const two = fixed.runs.length > 1;
    this.fixed = fixed;
    this.controls = controls;
    calendar.first = fixed.first_year;
    this.names = new Names(fixed);
    this.history = new History(fixed.runs.length);
    this.legend = new Legend(fixed);
    this.stage = new Stage(fixed, act, lookChoice(this.eyes, act.look), this.legend.element);
    this.council = two ? null : new Council(fixed, act);
    this.batch = two ? new BatchCard(act, controls) : null;
    this.headline = two ? make("div", { class: "finding", "aria-live": "polite" }) : null;
    this.series = new Series(controls, fixed, act);
    this.panels = new Panels(fixed, controls, act);
    this.transport = new Transport(fixed, this.history, act);
    this.rail = new Rail(controls, Object.keys(fixed.ties), act);
    this.away = new Away(
      () => thingsOf(this),
      () => this.source(),
      new Clip(this),
    );
    this.sentence = make("p", {
      class: "sentence",
      "data-testid": "sentence",
      "aria-live": "polite",
    });
    this.message = make("p", { class: "message", role: "alert", "data-testid": "message" });
    for (const one of this.rail.element.querySelectorAll("details > summary"))
      if (open.has(one.textContent)) one.parentNode.open = true; // as it was before the reset
    const { folder, run } = controls.asked;
    const recorded = folder ? `A recorded run: run ${run} of ${folder}. ` : "Recorded: ";
    const banner =
      folder || controls.recorded
        ? make(
            "p",
            { class: "banner", "data-testid": "banner" },
            `${recorded}${folder ? "L" : "l"}evers need `,
            make("code", {}, "foedus watch"),
            ".",
          )
        : null;
    root.replaceChildren(
      runbar(controls, fixed, this.rail.element, this.storyButton(fixed), this.away.element),
      ...[this.headline].filter(Boolean),
      make(
        "div",
        { class: "centre" },
        banner,
        this.message,
        two ? null : this.sentence,
        this.stage.element,
      ),
      make(
        "div",
        { class: "column", role: "region", "aria-label": "what the run shows", tabindex: "0" },
        ...[
          this.panels.state,
          this.batch?.element,
          this.panels.parting,
          this.council?.element,
          this.panels.harmCard,
          this.series.element,
          this.panels.logCard,
        ].filter(Boolean),
      ),
      this.transport.element,
    );
    root.classList.toggle("pair", two);
    this.say();
    this.remember();
    this.batched();
    this.loop.framed();
    this.relinked();
    this.begin();
  }

  get measure() {
    const name = new URLSearchParams(this.model.get("link")).get("measure");
    return this.controls.measures.find((one) => one.name === name) ?? this.controls.measures[0];
  }

  // The measure with the scale that this run uses.
  get scaled() {
    const [low, high] = this.scale;
    return { ...this.measure, low, high };
  }
  get scale() {
    const held = this.model.get("scale");
    return held.length === 2 ? held : [this.measure.low, this.measure.high];
  }

  sentenceAt(month) {
    const run = this.history.runs[this.transport.line.run];
    return sentenceOf(this.names, run, month, this.eyes);
  }

  // The month's sentence; while it plays fast, nobody is read every month of it.
  speak(when, sentence, playing) {
    this.told = `${when}: ${sentence}`;
    this.sentence.setAttribute("aria-live", playing ? "off" : "polite");
    const text = `${when} ${sentence}`;
    if (this.sentence.textContent !== text)
      this.sentence.replaceChildren(make("b", {}, when), " ", sentence);
  }

  storyButton(fixed) {
    if (!fixed.stories?.length || fixed.runs.length > 1) return null;
    const tell = () => this.act.story("sixty");
    this.opener = make("button", { "data-testid": "story-open", onclick: tell }, "▷ Story");
    return this.opener;
  }

  // The story that the link asks for, or that a first visit to the bare address begins with.
  begin() {
    const query = new URLSearchParams(location.search);
    if (this.begun) return;
    this.begun = true;
    const whose = query.get("whose") === "1" && this.batch ? 1 : 0;
    for (const [key, name] of Object.entries(CASE_IN_LINK))
      if (query.has(name)) this.openCase({ [key]: Number(query.get(name)), whose });
    if (!this.opener) return;
    const asked = query.get("story");
    if (this.fixed.stories.includes(asked)) this.act.story(asked);
    else if (this.bare && !remembered()) this.act.story("sixty");
  }

  narrate() {
    const told = this.model.get("story");
    if (!told?.scenes || this.story) return;
    if (this.model.get("playing")) this.act.toggle();
    this.story = new Story(told, this.fixed, this.root, () => {
      this.story = null;
      const query = new URLSearchParams(location.search);
      query.delete("story");
      query.delete("large");
      history.replaceState(
        history.state,
        "",
        `${location.pathname}${query.size ? `?${query}` : ""}`,
      );
      this.opener?.focus();
      this.repaint();
    });
  }

  // The page of a case: asked for by its row in the log, or by its identity; of two policies' runs
  // it is of the one that the timeline shows, or of `whose`.
  openCase({ whose = this.transport.line.run, ...asked }) {
    if (!Object.values(asked).every(Number.isSafeInteger)) return;
    if (whose !== this.transport.line.run) this.transport.of(whose);
    const score = this.scores[whose];
    const known = this.eyes === "known" && !score.told.has(asked.row);
    const month = this.loop.frames?.runs[0].month ?? 0;
    this.asked = asked;
    if (this.case) this.case.wait();
    else {
      const name = `${"AB"[whose]} ${this.fixed.runs[whose]}`;
      const label = this.batch ? make("b", { class: `run-${whose}` }, name) : null;
      this.case = new Incident(this.root, month, score, label, {
        back: () => this.closeCase(),
        reveal: () =>
          this.loop.send("incident", { row: this.case.document.row, known: false, whose }),
        go: (by) => this.neighbour(by),
        link: (adds, told) => this.changedLink(adds, told, whose),
      });
    }
    this.loop.send("incident", { ...asked, known, whose });
    this.root.dataset.case = "waits";
  }

  closeCase() {
    this.case.close();
    this.case = null;
    delete this.root.dataset.case;
    this.loop.send("incident");
    this.repaint();
  }

  tellCase() {
    const told = this.model.get("incident");
    if (!this.case || (told.row ?? told.incident) === undefined) return;
    this.case.show(told);
    this.root.dataset.case = told.error ? "error" : (told.incident ?? "");
    this.loop.wake();
  }

  // The attack before or after this one, of those that the timeline shows.
  neighbour(by) {
    const { document } = this.case;
    if (!document) return;
    const shown = this.transport.line.shown.map((one) => one.row).sort((a, b) => a - b);
    const rows = shown.filter(this.act.holds);
    const row =
      by > 0 ? rows.find((one) => one > document.row) : rows.findLast((one) => one < document.row);
    if (row !== undefined) this.openCase({ row });
  }

  // The link to the same run with one thing changed, at the month of the case; none for a recorded run.
  changedLink(adds, told, whose) {
    const { folder, policies } = this.controls.asked;
    if (folder || this.controls.recorded) return "";
    const query = new URLSearchParams(this.model.get("link"));
    query.delete("against");
    query.set("policy", `${policies[whose]}${adds}`);
    query.set("month", told.at + 1);
    return `/?${query}`;
  }

  // What a picture is of, and where it is from.
  source() {
    const { asked } = this.controls;
    const { month } = this.loop.frames.runs[0];
    const eyes = this.eyes === "known" ? "what allies know" : "what is true";
    const luck =
      asked.future === null ? `seed ${asked.seed}` : `seed ${asked.seed}, future ${asked.future}`;
    const about = [
      asked.policies.join(" against "),
      asked.scenario,
      luck,
      monthName(month),
      eyes,
    ].join(" · ");
    const foot = `foedus ${this.fixed.version}, a model, not a forecast · ${this.model.page ?? location.pathname}${location.search}`;
    return { about, foot, theme: themeOf(this.root) };
  }

  // A part of the history arrived; where one before it was lost, ask for all.
  remember() {
    const part = this.model.get("history");
    if (part?.runs && !this.history.take(part)) this.loop.send("history");
    this.loop.wake();
  }

  // Change whose eyes look. What allies cannot know is no colour that they could see.
  look(eyes) {
    this.eyes = eyes;
    this.stage.maps.forEach((map) => (map.highlight = null)); // it may be of what nobody saw
    if (eyes === "known" && !this.measure.known) this.act.measure(this.batch ? "credence" : PLAIN);
    this.relinked();
  }

  draw(frames, progress, fresh) {
    if (frames.runs.length !== this.stage.maps.length) return false;
    const theme = themeOf(this.root);
    this.stage.draw(frames, theme, this.eyes, this.scaled, progress, fresh);
    if (!fresh) return true;
    const { month } = frames.runs[0];
    const playing = this.model.get("playing");
    this.transport.show(month, playing);
    if (playing && performance.now() - this.written < READ_EVERY) return true;
    this.written = performance.now();
    const sentence = this.sentenceAt(month);
    this.speak(monthName(month), sentence, playing);
    this.transport.lanes(month, playing, theme, this.eyes, sentence);
    this.stage.tell(playing);
    this.series.draw(this.history.runs, month, theme);
    this.batch?.draw(theme);
    this.council?.draw(this.history.runs[0], month);
    if (!playing) this.address(frames);
    return true;
  }

  // The link that opens this picture again. A page of one run keeps whom Compare set against it.
  address(frames) {
    const query = new URLSearchParams(this.model.get("link"));
    const against = new URLSearchParams(location.search).get("against");
    if (against && this.fixed.runs.length < 2) query.set("against", against);
    for (const name of ["story", "large"]) {
      const asked = new URLSearchParams(location.search).get(name);
      if (asked) query.set(name, asked);
    }
    query.set("month", frames.runs[0].month);
    if (this.case) {
      const told = this.case.document;
      const byRow = told ? { row: told.row } : this.asked;
      const held = told && this.eyes === "true" ? { id: told.incident } : byRow;
      for (const [key, value] of Object.entries(held)) query.set(CASE_IN_LINK[key], value);
      if (this.transport.line.run) query.set("whose", this.transport.line.run);
    }
    if (this.eyes === "known") query.set("view", "known");
    const link = `${location.pathname}?${query}`;
    if (location.pathname + location.search !== link) history.replaceState(history.state, "", link);
  }

  say() {
    this.message.textContent = this.model.get("message");
    this.message.hidden = !this.model.get("message");
  }

  besides() {
    this.panels.show(this.model.get("side"), this.eyes);
    this.head();
  }

  batched() {
    this.batch?.show(this.model.get("batch"), themeOf(this.root));
    this.head();
  }

  // What differs between the two, in a sentence, and where they part.
  head() {
    if (!this.headline) return;
    const { parting } = this.model.get("side");
    const known = this.eyes === "known";
    const first = known ? parting?.known : parting;
    const policy = this.controls.policies.find(
      (one) => one.name === this.controls.asked.policies[1],
    );
    const what = policy?.meaning ? `B: ${policy.meaning} ` : "";
    const parted = first && first.incident !== null;
    const decided = parting?.council?.incident != null ? parting.council : null;
    const where = parted ? `They part in ${first.when}: ` : "They have not parted yet.";
    const { future } = this.controls.asked;
    const which = future === null ? "" : ` This is future ${future}, in a world of its own.`;
    const turn = decided ? ` First decided otherwise, ${decided.when}: ` : "";
    const told = [first?.told, decided?.told].join(" ");
    const text = `${this.batch.sentence()} ${what}${where}${which}${turn}${told}`;
    if (this.headline.dataset.text === text) return;
    this.headline.dataset.text = text;
    this.headline.replaceChildren(
      make("p", { class: "says", "data-testid": "headline" }, this.batch.sentence()),
      make(
        "p",
        { class: "quiet" },
        what,
        where,
        parted ? this.partingLink(first, "see-parting") : "",
        turn,
        decided ? this.partingLink(decided, "see-decided") : "",
        which,
      ),
    );
  }

  // What they part over, in the words of the run in which it is a case, or of both; it opens there.
  partingLink({ cases, told, incident }, testid) {
    const whose = cases.findLastIndex((row) => row !== null);
    const open = () =>
      whose < 0 ? this.act.seek(incident + 1) : this.openCase({ row: cases[whose], whose });
    const both = told.map((text, k) => `${"AB"[k]}: ${text}`).join("; ");
    const text = testid === "see-decided" ? both : told[Math.max(0, whose)];
    return make(
      "button",
      { class: "plain link", "data-testid": testid, onclick: open },
      `${text} ›`,
    );
  }

  relinked() {
    this.rail.look(this.eyes, this.measure.name);
    this.legend.show(this.measure, this.eyes, this.scale);
    this.series.look(this.eyes);
    this.transport.look(this.eyes);
    this.besides();
    this.loop.wake();
  }

  repaint() {
    this.stage.maps.forEach((map) => (map.stale = true));
    this.story?.repaint();
    this.loop.wake();
  }
}

// What is run, in words, and what can be changed.
function runbar(controls, fixed, ...buttons) {
  const { asked } = controls;
  const titled = (list, name) => list.find((one) => one.name === name)?.title ?? name;
  const names = asked.policies.map((name) => titled(controls.policies, name));
  const letter = (k) =>
    make("i", { class: k ? "letter b" : "letter", "aria-hidden": "true" }, "AB"[k]);
  const rest = ` in ${titled(controls.scenarios, asked.scenario)}, luck ${asked.seed}`;
  const what =
    names.length > 1
      ? [letter(0), make("b", {}, names[0]), " against ", letter(1), make("b", {}, names[1])]
      : [make("b", {}, names[0])];
  return make(
    "div",
    { class: "runbar" },
    make(
      "div",
      { class: "what", "data-testid": "what" },
      ...what,
      make("span", { class: "rest" }, rest),
    ),
    buttons[0],
    make("span", { class: "gap" }),
    ...buttons.slice(1).filter(Boolean),
  );
}

function render({ model, el }) {
  const root = make("div", { class: "foedus", "data-testid": "view" });
  el.append(root);
  const view = new View(model, root);
  const hears = {
    "change:controls": () => view.build(),
    "change:frame": () => view.loop.framed(),
    "change:side": () => view.besides(),
    "change:history": () => view.remember(),
    "change:incident": () => view.tellCase(),
    "change:story": () => view.narrate(),
    "change:note": () => view.transport.tell(model.get("note")),
    "change:scale": () => view.relinked(),
    "change:message": () => view.say(),
    "change:batch": () => view.batched(),
    "change:playing": () => view.loop.wake(),
    "change:answered": () => view.loop.wake(),
    "change:link": () => view.relinked(),
  };
  for (const [event, listener] of Object.entries(hears)) model.on(event, listener);
  const repaint = () => view.repaint();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", repaint);
  const sizes = new ResizeObserver(repaint);
  sizes.observe(root);
  const sized = () => view.loop.wake();
  window.addEventListener("foedus:sized", sized);
  return () => {
    window.removeEventListener("foedus:sized", sized);
    view.loop.stop();
    view.transport.close();
    sizes.disconnect();
    dark.removeEventListener("change", repaint);
    for (const [event, listener] of Object.entries(hears)) model.off(event, listener);
  };
}

export default { render };
