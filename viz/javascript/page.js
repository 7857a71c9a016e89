// On every page: links that keep what was chosen, and one line where the connection is lost.
// Links to the other pages keep policy, seed, month and levers; the name of a results folder goes
// along to Explore alone.
function keepChoices(event) {
  const link = event.target.closest?.("nav a[data-page]");
  if (!link) return;
  const query = new URLSearchParams(location.search);
  if (link.dataset.page !== "explore")
    for (const name of ["folder", "run", "point", "about"]) query.delete(name);
  const text = query.toString();
  link.href = link.dataset.path + (text ? `?${text}` : "");
}
for (const type of ["pointerover", "focusin", "pointerdown", "click"])
  document.addEventListener(type, keepChoices, true);

// The connection is lost where the socket is, or where the server does not answer. Everything is
// off until it is back: a click would wait unseen, and do later what nobody expects any more.
const RETRY = 2000; // milliseconds between two tries
// Milliseconds that one may take: a server that compiles or reads for the first time is slow, not lost.
const PATIENCE = 10000;
const line = Object.assign(document.createElement("p"), {
  className: "foedus-lost",
  textContent: "Connection lost; trying again.",
  hidden: true,
});
line.setAttribute("role", "alert");
line.dataset.testid = "lost";
let socketLost = false;
let unreachable = false;
let looking = null;

function showConnection() {
  const lost = socketLost || unreachable;
  if (!line.isConnected) document.body.append(line);
  line.hidden = !lost;
  document.querySelector(".foedus-page")?.toggleAttribute("inert", lost);
}

async function look() {
  clearTimeout(looking);
  try {
    await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    unreachable = false;
  } catch {
    unreachable = true;
    looking = setTimeout(look, RETRY);
  }
  showConnection();
}

window.addEventListener("offline", look);
window.addEventListener("online", look);
// The picture has asked for something and got no answer.
window.addEventListener("foedus:waits", look);
app.$watch("connectionStatus", (status) => {
  socketLost = app.wasConnected && status !== "connected";
  showConnection();
});
