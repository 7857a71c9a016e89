// Pictures as an animated GIF. Of every picture but the first only the pixels that changed are kept,
// in a palette of their own. The commonest colours stay as they are to the last bit, so that what is
// drawn over and drawn away again leaves no trace; the others share what is left of the palette.

const AS_BEFORE = 255; // the place in a palette that lets the former picture through
const EXACT = 160; // colours that stay; the rest of the palette is for the others

class Gif {
  constructor(width, height) {
    Object.assign(this, { width, height, frames: 0, before: null });
    this.pen = gifenc.GIFEncoder();
  }

  // A picture (RGBA bytes) that stands for so many milliseconds.
  add(pixels, delay) {
    const now = new Uint32Array(pixels.buffer);
    const { index, palette } = reduced(now, this.changed(now));
    this.pen.writeFrame(index, this.width, this.height, {
      palette,
      delay,
      transparent: true,
      transparentIndex: AS_BEFORE,
      dispose: 1, // what was drawn before stays
    });
    this.before = now.slice();
    this.frames++;
  }

  // Places of the pixels that are not as before.
  changed(now) {
    const { before } = this;
    const places = new Uint32Array(now.length);
    let count = 0;
    for (let k = 0; k < now.length; k++) if (!before || now[k] !== before[k]) places[count++] = k;
    return places.subarray(0, count);
  }

  blob() {
    this.pen.finish();
    return new Blob([this.pen.bytes()], { type: "image/gif" });
  }
}

// The pixels at these places in a palette of 255 colours; all others as before.
function reduced(pixels, places) {
  const counts = new Map();
  for (const place of places) counts.set(pixels[place], (counts.get(pixels[place]) ?? 0) + 1);
  const colours = Uint32Array.from(
    [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]),
    ([colour]) => colour,
  );
  const at = new Map([...colours.subarray(0, EXACT)].map((colour, k) => [colour, k]));
  const palette = [...at.keys()].map((colour) => [
    colour & 255,
    (colour >> 8) & 255,
    (colour >> 16) & 255,
  ]);
  const others = colours.slice(EXACT);
  if (others.length) {
    const bytes = new Uint8Array(others.buffer);
    const shared = gifenc.quantize(bytes, AS_BEFORE - EXACT);
    gifenc.applyPalette(bytes, shared).forEach((k, n) => at.set(others[n], EXACT + k));
    palette.push(...shared);
  }
  while (palette.length <= AS_BEFORE) palette.push([0, 0, 0]);
  const index = new Uint8Array(pixels.length).fill(AS_BEFORE);
  for (const place of places) index[place] = at.get(pixels[place]);
  return { index, palette };
}
