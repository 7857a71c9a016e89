// The loop that paints: wakes when something changed, paints until all has arrived, and then rests.
// What it has done stands on the root as data attributes: month, drawn, painted, moving.

const LASTS = 900; // milliseconds an operation takes to arrive when nothing is playing
// Milliseconds without an answer, after which page.js asks whether the server is there.
const DOUBT = 3000;
// Milliseconds between two words to the server on what was drawn while months run (`TOLD_EVERY` there).
const TOLD_EVERY = 100;

class Loop {
  // `draw(frames, progress, fresh)` paints; `fresh` says that more than the progress has changed.
  constructor(model, root, draw) {
    Object.assign(this, { model, root, draw, frames: null, arrived: 0, lasts: LASTS, speed: 6 });
    Object.assign(this, {
      dirty: true,
      painted: 0,
      request: 0,
      told: 0, // the frame that the server knows to be drawn, and when it was told
      toldAt: 0,
      asked: model.get("answered"),
    });
    this.paint = this.paint.bind(this);
  }

  // Ask the server for something. Until it has answered, the page is not at rest.
  send(type, more = {}) {
    this.model.send({ type, number: ++this.asked, ...more });
    setTimeout(() => this.waits && window.dispatchEvent(new Event("foedus:waits")), DOUBT);
    this.wake();
  }

  get waits() {
    return this.model.get("answered") !== this.asked;
  }

  wake() {
    this.dirty = true;
    this.root.dataset.moving = true;
    if (!this.request) this.request = requestAnimationFrame(this.paint);
  }

  framed() {
    this.frames = decodeAll(this.model.get("frame"));
    if (!this.frames) return;
    this.arrived = performance.now();
    const playing = this.model.get("playing");
    this.lasts = playing ? Math.max(60, Math.min(LASTS, 1000 / this.speed)) : LASTS;
    this.wake();
  }

  paint(now) {
    this.request = 0;
    if (!this.frames) return;
    const progress = Math.min(1, (now - this.arrived) / this.lasts);
    const fresh = this.dirty;
    if (!this.draw(this.frames, progress, fresh)) return; // the new page is on its way
    this.dirty = false;
    if (fresh) this.mark();
    const playing = this.model.get("playing");
    if (!playing || now - this.toldAt >= TOLD_EVERY) this.acknowledge(now);
    const moves = playing || progress < 1;
    this.root.dataset.painted = ++this.painted;
    this.root.dataset.moving = moves || this.waits;
    if (moves) this.request = requestAnimationFrame(this.paint);
  }

  // Tell the server which frame was drawn; its clock waits for that.
  acknowledge(now) {
    const { sent } = this.frames;
    if (this.told === sent) return;
    Object.assign(this, { told: sent, toldAt: now });
    this.model.send({ type: "drawn", frame: sent }); // nobody waits for an answer: no number
  }

  // Write on the root what stands there now.
  mark() {
    const { sent, runs, bytes } = this.frames;
    if (this.root.dataset.drawn === String(sent)) return;
    const state = fingerprint(runs);
    Object.assign(this.root.dataset, { month: runs[0].month, bytes, state, drawn: sent });
    if (runs.length > 1) this.root.dataset.apart = apart(runs);
  }

  stop() {
    cancelAnimationFrame(this.request);
  }
}
