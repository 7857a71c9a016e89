"""The page around the report: one HTML file that needs no network, light or dark like the reader's system.

The policy in its head (`default-src 'none'`) makes a browser refuse any request, whatever the page contains.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from experiments.tables import clean

__all__ = ["page"]

STYLE = """
:root { color-scheme: light dark; --ground: #fbfaf7; --sheet: #ffffff; --text: #1d2129; --quiet: #626873; --line: #dfdcd3;
  --good: #00558a; --bad: #a84400; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --sheet: #1b1f26; --text: #e6e8ec; --quiet: #9aa1ad;
  --line: #313742; --good: #74bdf0; --bad: #ff9d5c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: clamp(1.5rem, 4.5vw, 2.2rem); line-height: 1.2; margin: 0 0 .4rem; font-weight: 650; }
h2 { font-size: 1.2rem; margin: 3rem 0 .35rem; font-weight: 650; }
h3 { font-size: .95rem; margin: 0 0 .2rem; font-weight: 600; }
p { margin: .35rem 0; max-width: 44rem; }
.lead { font-size: 1.15rem; margin: 1.1rem 0 0; }
.quiet, small, .note { color: var(--quiet); }
small { display: block; font-size: .78rem; font-weight: 400; }
i { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .45em; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .3rem 1.2rem; margin: .6rem 0;
  font-size: .93rem; }
dt { font-weight: 600; } dd { margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .9rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1.2rem; }
.plot { width: 100%; min-width: 0; overflow: hidden; } .grid > div { min-width: 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; padding: .3rem .4rem; }
td { padding: .22rem .4rem; vertical-align: top; }
thead th { color: var(--quiet); font-weight: 500; border-bottom: 1px solid var(--line); }
.effects tbody th, .signs tbody th { padding-top: .9rem; }
.effects { table-layout: fixed; } .effects thead th:nth-child(1) { width: 26%; } .effects thead th:nth-child(2) { width: 16%; }
.effects thead th:nth-child(3) { width: 38%; }
.effects tbody tr:last-child td { border-bottom: 1px solid var(--line); padding-bottom: .7rem; }
th.n, td.n { text-align: right; } td.n small { display: inline-block; min-width: 15em; }
.wide { overflow-x: auto; }
.take { margin: 0; text-align: right; } .take button { font: inherit; font-size: .78rem; min-height: 24px; margin-left: .4rem;
  color: var(--quiet); background: none; border: 1px solid var(--line); border-radius: 4px; cursor: pointer; }
.signs td + td, .signs thead th + th { text-align: center; }
.better { color: var(--good); font-weight: 600; } .worse { color: var(--bad); font-weight: 600; }
.unclear, .differs { color: var(--quiet); }
@media (max-width: 560px) { main { padding: 1.5rem .9rem 3rem; } dl { grid-template-columns: 1fr; gap: .05rem; }
  dd { margin-bottom: .5rem; } table { font-size: .82rem; } td, th { padding-left: .25rem; padding-right: .25rem; }
  td.n small { display: block; min-width: 0; } }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } h2 { break-after: avoid; }
  .take { display: none; } .plot, tbody, .grid > div { break-inside: avoid; } section > p, .key { break-after: avoid; } }
"""

SCRIPT = """
const figures = JSON.parse(document.getElementById('figures').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
function look(layout, night) {
  const text = night ? '#e6e8ec' : '#1d2129', line = night ? '#313742' : '#e4e1d8', zero = night ? '#6b7280' : '#9aa0a8';
  const axis = { gridcolor: line, linecolor: line, zerolinecolor: zero, tickcolor: line, fixedrange: true };
  return Object.assign({}, layout, {
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: 'system-ui, sans-serif', size: 12, color: text },
    xaxis: Object.assign({}, axis, layout.xaxis), yaxis: Object.assign({}, axis, layout.yaxis) });
}
function draw(night) {
  for (const [name, figure] of Object.entries(figures)) {
    const place = document.getElementById(name);
    if (!place) continue;
    const layout = Object.assign(look(figure.layout, night), { width: place.clientWidth });
    Plotly.react(place, figure.data, layout, { displayModeBar: false });
  }
}
function save(name, kind, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
function table(figure) { // a line a point; low and high where the figure has an interval
  const cell = (value) => (value == null ? '' : '"' + String(value).replaceAll('"', '""') + '"');
  const lines = [['series', 'text', 'x', 'y', 'low', 'high']];
  for (const one of figure.data) {
    const count = Math.max(one.x?.length ?? 0, one.y?.length ?? 0);
    const along = one.error_y ? 'y' : 'x';
    for (let at = 0; at < count; at++) {
      const ends = ['arrayminus', 'array'].map((end) => {
        const width = one['error_' + along]?.[end]?.[at];
        return width == null ? null : Number(one[along][at]) + (end === 'array' ? width : -width);
      });
      lines.push([one.name, [].concat(one.text ?? [])[at], one.x?.[at], one.y?.[at], ...ends]);
    }
  }
  return lines.map((line) => line.map(cell).join(',')).join('\\r\\n') + '\\r\\n';
}
const ways = {
  SVG: async (place, name) => {
    const { width, height } = place.getBoundingClientRect();
    const { data, layout } = figures[place.id];
    const light = { ...look(layout, false), paper_bgcolor: '#ffffff' };
    const picture = await Plotly.toImage({ data, layout: light }, { format: 'svg', width, height });
    save(name + '.svg', 'image/svg+xml', decodeURIComponent(picture.slice(picture.indexOf(',') + 1)));
  },
  CSV: (place, name) => save(name + '.csv', 'text/csv;charset=utf-8', table(figures[place.id])),
};
for (const place of document.querySelectorAll('.plot')) {
  const name = (place.getAttribute('aria-label') || place.id).toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60);
  const take = Object.assign(document.createElement('p'), { className: 'take' });
  for (const [kind, act] of Object.entries(ways)) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: kind });
    button.setAttribute('aria-label', 'Download as ' + kind + ': ' + (place.getAttribute('aria-label') || place.id));
    button.addEventListener('click', () => act(place, name));
    take.append(button);
  }
  place.after(take);
}
draw(dark.matches);
new ResizeObserver(() => draw(dark.matches)).observe(document.querySelector('main'));
dark.addEventListener('change', () => draw(dark.matches));
addEventListener('beforeprint', () => draw(false));
addEventListener('afterprint', () => draw(dark.matches));
"""

GUARD = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"


def page(title: str, body: str, figures: Mapping[str, Any]) -> str:
    """The whole file; `body` is HTML already, `figures` are drawn into the elements of their names."""
    from plotly.offline import get_plotlyjs

    data = json.dumps(clean(figures), ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{GUARD}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
<script type="application/json" id="figures">{data}</script>
<script>{get_plotlyjs()}</script>
<script>{SCRIPT}</script>
</body>
</html>
"""
