// The page put together: the pieces, what their buttons ask of the server, and the loop that paints.

const LASTS = 900; // milliseconds an operation takes to arrive when nothing is playing

function render({ model, el }) {
  const root = make("div", { class: "foedus", "data-testid": "view" });
  el.append(root);
  let parts = null,
    frames = null,
    theme = null,
    arrived = 0,
    lasts = LASTS,
    dirty = true,
    painted = 0,
    request = 0,
    speed = 6,
    asked = model.get("answered");
  let view = new URLSearchParams(location.search).get("view") === "known" ? "known" : "true";
  const send = (type, more = {}) => {
    model.send({ type, number: ++asked, ...more });
    wake();
  };
  const wake = () => {
    dirty = true;
    root.dataset.moving = true;
    if (!request) request = requestAnimationFrame(paint);
  };

  const act = {
    toggle: () => send("play", { on: !model.get("playing") }),
    seek: (month) => send("seek", { month }),
    step: (by) => send("step", { by }),
    speed: (value) => {
      speed = value;
      send("speed", { value });
    },
    measure: (name) => send("measure", { name }),
    reset: (what) => send("reset", what),
    batch: (runs) => send("batch", { runs }),
    cancel: () => send("cancel"),
    choose: (row) => {
      parts.maps.forEach((map) => (map.chosen = row));
      send("choose", { row });
      wake();
    },
    layer: (name) => {
      parts.maps.forEach((map) => {
        map.layer = name;
        map.stale = true;
      });
      wake();
    },
    layout: (name) => {
      parts.maps.forEach((map) => {
        map.layout = name;
        map.moved = true;
      });
      wake();
    },
    highlight: (one) => {
      parts.maps.forEach((map) => (map.highlight = map.highlight?.id === one.id ? null : one));
      wake();
    },
  };

  function build() {
    const unfolded = new Set(
      [...root.querySelectorAll(".rail details[open] > summary")].map((one) => one.textContent),
    );
    parts?.transport.close();
    const fixed = model.get("fixed"),
      controls = model.get("controls"),
      two = fixed.runs.length > 1;
    const canvases = fixed.runs.map((name, k) =>
      make("canvas", {
        class: "map",
        role: "img",
        tabindex: "-1",
        "data-testid": k ? "map-b" : "map",
        "aria-label": `map of the alliance under ${name}; the panels say the same in words`,
      }),
    );
    const maps = canvases.map((canvas) => new MapPicture(canvas, fixed));
    parts = {
      fixed,
      controls,
      maps,
      council: new Council(fixed),
      series: new Series(controls, fixed),
      panels: new Panels(fixed, controls, act),
      transport: new Transport(fixed.months, act),
      rail: new Rail(controls, Object.keys(fixed.ties), act),
      batch: two ? new BatchCard(act) : null,
    };
    const tip = make("div", { class: "tip", hidden: "" });
    canvases.forEach((canvas, k) => {
      canvas.addEventListener("pointermove", (event) => touch(event, canvas, maps[k], tip));
      canvas.addEventListener("pointerleave", () => {
        maps[k].hover = null;
        tip.hidden = true;
        wake();
      });
      canvas.addEventListener("click", (event) => {
        const spot = maps[k].at(event.offsetX, event.offsetY);
        act.choose(spot?.kind === "state" ? spot.row : null);
      });
    });
    const message = make("p", { class: "message", role: "alert", "data-testid": "message" });
    parts.message = message;
    parts.legend = make("div", { class: "legend" });
    const look = make(
      "div",
      { class: "look", role: "radiogroup", "aria-label": "whose eyes" },
      ...[
        ["true", "what is true"],
        ["known", "what allies know"],
      ].map(([name, text]) =>
        make(
          "button",
          {
            role: "radio",
            "aria-checked": String(view === name),
            "data-testid": `view-${name}`,
            onclick: (event) => {
              view = name;
              [...event.target.parentNode.children].forEach((one) =>
                one.setAttribute("aria-checked", String(one === event.target)),
              );
              parts.panels.show(model.get("side"), view);
              legend();
              address();
              wake();
            },
          },
          text,
        ),
      ),
    );
    const stage = make(
      "div",
      { class: `stage${two ? " two" : ""}` },
      ...canvases.map((canvas, k) =>
        make(
          "div",
          { class: "sheet" },
          canvas,
          two
            ? make(
                "span",
                { class: "name", style: `color:${RUN_INK[k]}` },
                `${k ? "B" : "A"} ${fixed.runs[k]}`,
              )
            : null,
        ),
      ),
      tip,
      look,
    );
    const { panels } = parts;
    const column = make(
      "aside",
      { class: "column" },
      panels.state,
      panels.parting,
      parts.batch?.element,
      parts.series.element,
      two ? null : parts.council.element,
      panels.harmCard,
      panels.logCard,
    );
    for (const one of parts.rail.element.querySelectorAll("details > summary"))
      if (unfolded.has(one.textContent)) one.parentNode.open = true; // as it was before the reset
    root.replaceChildren(
      parts.rail.element,
      make("main", { class: "centre" }, message, stage, parts.transport.element, parts.legend),
      column,
    );
    root.classList.toggle("pair", two);
    look.style.setProperty("--count", 2);
    legend();
    said();
    besides();
    batched();
    framed();
  }

  function legend() {
    const { controls } = parts,
      measure = controls.measures.find((one) => one.name === measureName());
    const key = (mark, text) => make("span", { class: "key" }, mark, text);
    const dot = (colour, hollow) =>
      make("i", { style: hollow ? `border:2px solid ${colour}` : `background:${colour}` });
    const dash = (colour) => make("i", { class: "dash", style: `border-color:${colour}` });
    const stops = CIVIDIS.map((c) => `rgb(${c.join(",")})`).join(",");
    const seen =
      view === "true"
        ? [
            key(dash(INK.green), "suspicion, right"),
            key(dash(INK.red), "suspicion, wrong"),
            key(dot(INK.grey, true), "false flag"),
          ]
        : [key(dash(INK.amber), "suspicion, as sure as it is long")];
    parts.legend.replaceChildren(
      key(make("span", { class: "ramp", style: `background:linear-gradient(90deg,${stops})` }), ""),
      make(
        "span",
        { "data-testid": "legend", title: measure.meaning },
        `${measure.label}: ${measure.low} to ${measure.high}${measure.unit ? ` ${measure.unit}` : ""}; size: GDP`,
      ),
      ...parts.fixed.tiers.map((name, k) => key(dot(TIER_INK[k]), name)),
      ...seen,
      key(dot(INK.green, true), "assents"),
      key(dot(INK.red, true), "objects"),
      ...(parts.batch ? [key("", "▲▼ higher, lower than under A")] : []),
    );
  }

  const measureName = () =>
    new URLSearchParams(model.get("link")).get("measure") ?? parts.controls.asked.measure;

  function touch(event, canvas, map, tip) {
    const spot = map.at(event.offsetX, event.offsetY);
    if (spot !== map.hover) {
      map.hover = spot;
      wake();
    }
    canvas.style.cursor = spot?.kind === "state" ? "pointer" : "default";
    tip.hidden = !spot;
    if (!spot || !frames) return;
    const run = frames.runs[parts.maps.indexOf(map)],
      measure = parts.controls.measures.find((one) => one.name === measureName());
    tip.textContent =
      spot.kind === "state"
        ? `${spot.name}: ${measure.label} ${number(run.values[spot.row])} ${measure.unit}`
        : `${spot.name}: escalation ${number(run.escalation[spot.row])} of 5, ${run.zeroDays[spot.row]} zero-days held`;
    const box = canvas.parentNode;
    tip.style.left = `${Math.min(box.offsetLeft + spot.x + 14, box.offsetLeft + canvas.clientWidth - 190)}px`;
    tip.style.top = `${box.offsetTop + spot.y + 12}px`;
  }

  function framed() {
    frames = decodeAll(model.get("frame"));
    if (!frames || !parts) return;
    arrived = performance.now();
    lasts = model.get("playing") ? Math.max(60, Math.min(LASTS, 1000 / speed)) : LASTS;
    wake();
  }

  function paint(now) {
    request = 0;
    if (!frames || !parts) return;
    if (frames.runs.length !== parts.maps.length) return; // the new page is on its way
    theme = themeOf(root);
    const progress = Math.min(1, (now - arrived) / lasts),
      playing = model.get("playing");
    const measure = parts.controls.measures.find((one) => one.name === measureName());
    frames.runs.forEach((run, k) =>
      parts.maps[k].draw(run, theme, view, measure, progress, k ? frames.runs[0] : null),
    );
    if (dirty) {
      parts.series.draw(frames.runs, theme);
      if (!parts.batch) parts.council.draw(frames.runs[0], theme);
      parts.transport.show(frames.runs[0].month, playing);
      dirty = false;
      if (model.get("ack") !== frames.sent) {
        model.set("ack", frames.sent);
        model.save_changes();
        Object.assign(root.dataset, {
          month: frames.runs[0].month,
          bytes: frames.bytes,
          state: fingerprint(frames.runs),
          drawn: frames.sent,
        });
        if (frames.runs.length > 1) root.dataset.apart = apart(frames.runs);
        if (!playing) address();
      }
    }
    root.dataset.painted = ++painted;
    root.dataset.moving = playing || progress < 1 || model.get("answered") !== asked;
    if (playing || progress < 1) request = requestAnimationFrame(paint);
  }

  // The largest difference between two runs over everything that a frame holds (their series included).
  function apart([a, b]) {
    if (a.raw.length !== b.raw.length) return "Infinity";
    let most = 0;
    for (let k = 0; k < a.raw.length; k++)
      if (!Object.is(a.raw[k], b.raw[k])) most = Math.max(most, Math.abs(a.raw[k] - b.raw[k]));
    return String(most);
  }

  // The link that opens this picture again.
  function address() {
    if (!frames) return;
    const query = `${model.get("link")}&month=${frames.runs[0].month}${view === "known" ? "&view=known" : ""}`;
    history.replaceState(history.state, "", `${location.pathname}?${query}`);
  }

  function said() {
    parts.message.textContent = model.get("message");
    parts.message.hidden = !model.get("message");
  }
  const besides = () => parts.panels.show(model.get("side"), view);
  const batched = () => parts.batch?.show(model.get("batch"), parts.fixed.runs);
  const relinked = () => {
    legend();
    wake();
  };
  const repaint = () => {
    parts?.maps.forEach((map) => (map.stale = true));
    wake();
  };

  const hears = {
    "change:controls": build,
    "change:frame": framed,
    "change:side": besides,
    "change:message": said,
    "change:batch": batched,
    "change:playing": wake,
    "change:answered": wake,
    "change:link": relinked,
  };
  build();
  for (const [event, listener] of Object.entries(hears)) model.on(event, listener);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", repaint);
  const sizes = new ResizeObserver(repaint);
  sizes.observe(root);
  return () => {
    cancelAnimationFrame(request);
    sizes.disconnect();
    dark.removeEventListener("change", repaint);
    parts.transport.close();
    for (const [event, listener] of Object.entries(hears)) model.off(event, listener);
  };
}

export default { render };
