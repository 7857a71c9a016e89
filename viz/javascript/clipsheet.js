// The sheet of a clip: the month in a sentence, the map, the timeline, and what it all is of.

const CLIP = { width: 1080, height: 720, margin: 16, map: [62, 512], line: [578, 118], foot: 708 };

// A canvas of one's own that a picture takes for one on the page.
function offstage(width, height) {
  const canvas = make("canvas");
  Object.defineProperties(canvas, {
    clientWidth: { value: width },
    clientHeight: { value: height },
  });
  return canvas;
}

class ClipSheet {
  constructor(view) {
    const { stage, fixed, transport } = view;
    this.view = view;
    this.canvas = Object.assign(make("canvas"), { width: CLIP.width, height: CLIP.height });
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
    this.theme = themeOf(view.root);
    this.wide = CLIP.width / shownMaps(stage).length;
    this.maps = mapCopies(stage, fixed, () => offstage(this.wide, CLIP.map[1]));
    this.line = lineCopy(transport.line, offstage(CLIP.width, CLIP.line[1]));
  }

  // The month that the page shows, its attacks so far on their way; as RGBA bytes.
  pixels(progress) {
    const { view, pen, theme } = this;
    const { runs } = view.loop.frames;
    pen.fillStyle = theme.ground;
    pen.fillRect(0, 0, CLIP.width, CLIP.height);
    this.maps.forEach((map, k) => {
      paintMap(map, k, view.stage, view.loop.frames, theme, progress);
      pen.drawImage(map.canvas, k * this.wide, CLIP.map[0], this.wide, CLIP.map[1]);
    });
    this.line.draw(runs[0].month, theme, view.eyes);
    pen.drawImage(this.line.canvas, 0, CLIP.line[0], CLIP.width, CLIP.line[1]);
    if (this.maps.length > 1) this.maps.forEach((_, k) => this.whose(k));
    this.words(runs[0].month);
    return pen.getImageData(0, 0, CLIP.width, CLIP.height).data;
  }

  // Which policy's map it is, of two.
  whose(k) {
    const { pen, theme, view } = this;
    pen.textBaseline = "alphabetic";
    pen.textAlign = "left";
    pen.fillStyle = theme.run[k];
    pen.font = "bold 15px system-ui, sans-serif";
    pen.fillText(`${"AB"[k]} ${view.fixed.runs[k]}`, k * this.wide + CLIP.margin, CLIP.map[0] + 40);
  }

  words(month) {
    const { view, pen, theme } = this;
    const { about, foot } = view.source();
    const when = monthName(month);
    pen.textBaseline = "alphabetic";
    pen.textAlign = "left";
    pen.fillStyle = theme.ink;
    pen.font = "bold 19px system-ui, sans-serif";
    pen.fillText(when, CLIP.margin, 28);
    const left = CLIP.margin + pen.measureText(`${when} `).width + 4;
    pen.font = "19px system-ui, sans-serif";
    const run = view.batch ? `Under ${"AB"[view.transport.line.run]}: ` : "";
    pen.fillText(run + view.sentenceAt(month), left, 28, CLIP.width - left - CLIP.margin);
    pen.fillStyle = theme.soft;
    pen.font = "14px system-ui, sans-serif";
    const bars = view.stage.differs ? ` · ${view.stage.caption.textContent}` : "";
    pen.fillText(about + bars, CLIP.margin, 50);
    pen.font = "12px system-ui, sans-serif";
    pen.fillText(foot, CLIP.margin, CLIP.foot, CLIP.width - 2 * CLIP.margin);
  }
}
