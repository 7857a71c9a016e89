// What of a page can be taken away, each with how it is drawn again in any size, and its rows.

const LARGER = 1.3; // a sheet is read from further away than the page

function thingsOf(view) {
  const { stage, transport, series, batch, eyes } = view;
  const sentence = view.batch ? view.batch.sentence() : view.told;
  const things = [mapThing(view, sentence), lineThing(transport.line, sentence)];
  for (const chart of series.shown) things.push(chartThing(chart));
  if (batch?.batch?.rows) things.push(futuresThing(batch));
  return things.filter(Boolean);
}

// The maps that the page shows: one, or two side by side.
const shownMaps = (stage) => stage.maps.slice(0, stage.two && !stage.differs ? 2 : 1);

// Each of them again, on a canvas of its own.
function mapCopies(stage, fixed, canvas) {
  return shownMaps(stage).map(({ layer, layout, chosen, highlight }) =>
    Object.assign(new MapPicture(canvas(), fixed), { layer, layout, chosen, highlight }),
  );
}
function paintMap(picture, k, stage, frames, theme, progress) {
  const { view, measure } = stage;
  const [one, other] = frames.runs;
  if (stage.differs) picture.draw(other, theme, view, measure, progress, true, one);
  else picture.draw(frames.runs[k], theme, view, measure, progress);
}

function lineCopy(line, canvas) {
  const own = { canvas, slider: { style: {} }, at: null };
  return Object.assign(Object.create(Timeline.prototype), line, own);
}

function mapThing(view, title) {
  const { stage, fixed } = view;
  const { frames, measure } = stage;
  const differs = stage.differs;
  return {
    name: "map",
    label: "Map",
    title,
    draw: (width, height, theme) => {
      const many = shownMaps(stage).length;
      const canvas = () => paper(width / many / LARGER, height / LARGER);
      const parts = mapCopies(stage, fixed, canvas).map((picture, k) => {
        const { canvas } = picture;
        picture.ground = picture.resting = canvas;
        paintMap(picture, k, stage, frames, theme, 1);
        const place = `x="${(k * width) / many}" width="${width / many}" height="${height}"`;
        const box = `viewBox="0 0 ${canvas.width} ${canvas.height}"`;
        return `<svg ${place} ${box}>${canvas.getContext()}</svg>`;
      });
      return parts.join("");
    },
    key: (theme) => [
      ...(differs
        ? [0, 1].map((k) => [
            "square",
            theme.run[k],
            `${"AB"[k]} does better; up: more under B, down: less`,
          ])
        : [
            ...fixed.tiers.map((name, k) => ["line", theme.tier[k], name]),
            ["dash", theme.belief, "suspicion"],
            ["disc", theme.ballot[1], "supports"],
            ["ring", theme.ballot[2], "abstains"],
            ["square", theme.ballot[3], "objects"],
          ]),
      ...(measure.name === PLAIN || differs ? [] : [["disc", theme.node, measure.label]]),
    ],
    rows: () => {
      const plain = measure.name === PLAIN;
      const names = stage.two ? frames.runs.map((_, k) => "AB"[k]) : [""];
      const head = ["state", "name", "role"];
      for (const run of names) if (!plain) head.push(`${measure.name}${run && ` ${run}`}`);
      for (const run of names) head.push(`ballot${run && ` ${run}`}`);
      const rows = fixed.states.map((one, row) => {
        const cells = [one.code, one.name, one.ally ? "ally" : "partner"];
        for (const run of frames.runs) if (!plain) cells.push(run.values[row]);
        for (const run of frames.runs) cells.push(BALLOTS[foremost(run.votes)?.ballots[row] ?? 0]);
        return cells;
      });
      return [head, ...rows];
    },
  };
}

function lineThing(line, title) {
  return {
    name: "timeline",
    label: "Timeline",
    title,
    draw: (width, height, theme) => {
      const canvas = paper(width / 2, 118);
      const copy = lineCopy(line, canvas);
      copy.lay();
      drawLanes(canvas.getContext(), copy, theme);
      return `<svg width="${width}" height="${height}" viewBox="0 0 ${width / 2} 118">${canvas.getContext()}</svg>`;
    },
    key: (theme) => [
      ...FATES.filter(
        (fate) => line.eyes === "true" || !(fate in KNOWN_AS || fate === NEVER_KNOWN),
      ).map((fate) => ["square", theme.fate[fate], fate]),
      ["disc", theme.ballot[1], "carried"],
      ["square", theme.ballot[3], "stopped by an objection"],
    ],
    rows: () => {
      const { fixed } = line;
      const who = (row) =>
        row === null || row < 0 ? "" : (fixed.adversaries[row]?.code ?? "crime");
      const head = [
        "month",
        "author",
        "target",
        "tier",
        "harm_bn_usd",
        "named",
        "named_month",
        "fate",
      ];
      const rows = line.shown.map((one) => [
        isoMonth(one.month),
        who(one.author),
        fixed.states[one.target]?.code ?? fixed.alliance,
        fixed.tiers[one.tier],
        one.harm,
        who(one.named),
        one.named >= 0 ? isoMonth(one.namedMonth) : "",
        one.fate,
      ]);
      return [head, ...rows];
    },
  };
}

function chartThing(chart) {
  return {
    name: chart.about.name.replace(/_/g, "-"),
    label: capital(chart.about.title),
    title: `${capital(chart.about.title)}: ${chart.value.textContent}`,
    draw: (width, height, theme) => {
      const { lines } = chart;
      const c = new SvgContext();
      // Drawn at half the size and doubled, so that words are as large as on the page's other sheets.
      paintSeries(
        c,
        width / 2,
        height / 2,
        { ...chart.shape(), lines, form: chart.about.form, at: null },
        theme,
      );
      return `<svg width="${width}" height="${height}" viewBox="0 0 ${width / 2} ${height / 2}">${c}</svg>`;
    },
    rows: () => chart.rows(),
  };
}

function futuresThing(card) {
  const { batch, row } = card;
  return {
    name: "futures",
    label: "Futures",
    title: sentenceOfRow(row),
    draw: (width, height, theme) => {
      const canvas = paper(width / 2, height / 2);
      const copy = Object.assign(Object.create(Dots.prototype), {
        canvas,
        batch,
        row,
        theme,
        over: null,
      });
      copy.draw();
      return `<svg width="${width}" height="${height}" viewBox="0 0 ${width / 2} ${height / 2}">${canvas.getContext()}</svg>`;
    },
    rows: () => [["future", `${row.measure}, B less A`], ...batch.dots],
  };
}
