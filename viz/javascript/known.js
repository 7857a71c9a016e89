// What allies can know of what is true: an operation that nobody saw is not there, a wrong
// accusation looks like a right one.

const KNOWN_AS = { wrong: "answered" }; // fates that allies cannot tell apart
const NEVER_KNOWN = "undetected";
const KNOWN_MEANING = {
  answered: "harm of operations whose suspect was answered",
  unanswered: "harm of operations with a suspect named, and no answer",
};

function knownIncident(one) {
  if (!one.detected) return null;
  return { ...one, author: one.named || "?", flag: false, fate: KNOWN_AS[one.fate] ?? one.fate };
}

// The fates of harm that these eyes tell apart, each with its ink and the places of its parts in a
// waterfall.
function fatesSeen(fates, eyes) {
  const all = fates.map((fate, at) => ({ ...fate, ink: `var(--${fate.name})`, parts: [at] }));
  if (eyes === "true") return all;
  const at = (name) => all.find((fate) => fate.name === name);
  for (const [name, as] of Object.entries(KNOWN_AS)) at(as).parts.push(...at(name).parts);
  return all
    .filter((fate) => !(fate.name in KNOWN_AS) && fate.name !== NEVER_KNOWN)
    .map((fate) => ({ ...fate, meaning: KNOWN_MEANING[fate.name] ?? fate.meaning }));
}
