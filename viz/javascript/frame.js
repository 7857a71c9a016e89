// Frames as sent by viz/frames.py (`Session.pack`): float32, whole and stateless. The order here is
// the order there.

const HEADER = [
  "month",
  "nodes",
  "adversaries",
  "operations",
  "cases",
  "namings",
  "votes",
  "months",
  "commitment",
  "cohesion",
  "norm",
  "key",
];

function decodeAll(view) {
  if (!view || view.byteLength < 8) return null;
  const floats = new Float32Array(
    view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength),
  );
  const [count, sent] = floats;
  const runs = [];
  let at = 2 + count;
  for (let k = 0; k < count; k++) {
    runs.push(decode(floats.subarray(at, at + floats[2 + k])));
    at += floats[2 + k];
  }
  return { sent, runs, bytes: view.byteLength };
}

function decode(floats) {
  const frame = { raw: floats };
  HEADER.forEach((name, k) => (frame[name] = floats[k]));
  let at = HEADER.length;
  const take = (size) => floats.subarray(at, (at += size));
  const rows = (count, size) => Array.from({ length: count }, () => take(size));
  const n = frame.nodes;
  frame.values = take(n);
  frame.gdp = take(n);
  frame.harm = take(n);
  frame.escalation = take(frame.adversaries);
  frame.zeroDays = take(frame.adversaries);
  frame.operations = rows(frame.operations, 8).map(
    ([row, author, target, tier, believed, detected, harm, flag]) => ({
      row,
      author,
      target,
      tier,
      believed,
      detected,
      harm,
      flag,
    }),
  );
  frame.cases = rows(frame.cases, 7).map(
    ([row, victim, suspect, posterior, author, tier, brought]) => ({
      row,
      victim,
      suspect,
      posterior,
      author,
      tier,
      brought,
    }),
  );
  frame.namings = rows(frame.namings, 5).map(([row, target, named, author, certainty]) => ({
    row,
    target,
    named,
    author,
    certainty,
  }));
  frame.votes = rows(frame.votes, 7 + n).map((v) => ({
    row: v[0],
    victim: v[1],
    suspect: v[2],
    author: v[3],
    rung: v[4],
    certainty: v[5],
    carried: v[6] > 0,
    ballots: v.subarray(7),
  }));
  return frame;
}

// A short fingerprint of a frame's bits: equal frames have equal ones (FNV-1a). Tests compare it;
// so can people.
function fingerprint(frames) {
  let hash = 0x811c9dc5;
  for (const frame of frames) {
    for (const word of new Uint32Array(frame.raw.slice().buffer))
      hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

// The largest difference between two runs over everything that a frame holds.
function apart([a, b]) {
  if (a.raw.length !== b.raw.length) return "Infinity";
  let most = 0;
  for (let k = 0; k < a.raw.length; k++)
    if (!Object.is(a.raw[k], b.raw[k])) most = Math.max(most, Math.abs(a.raw[k] - b.raw[k]));
  return String(most);
}
