"""One panel an ally: what it spent, and what the model's rule said three years before: `python docs/allies.py`.

Writes backtest-allies.svg. Black: defence spending, % of GDP, 2014–2024. Coloured: forecasts one to three years ahead from
2018, 2019, 2020 and 2021. Dashed: the pledge. Under the name: mean absolute error three years ahead, the rule's and
that of persistence, in points of GDP.
"""

from __future__ import annotations

from pathlib import Path

from experiments.validation.backtest import Backtest, Record, rule

FIGURE = Path(__file__).parent / "backtest-allies.svg"
ORIGINS, AHEAD, PLEDGE = (2018, 2019, 2020, 2021), 3, 2.0
ACROSS, WIDE, HIGH, HEAD, LEFT = 8, 150, 112, 30, 22
COLOURS = {2018: "#c6dbef", 2019: "#6baed6", 2020: "#2171b5", 2021: "#d95f02"}


def panels(backtest: Backtest) -> str:
    """The whole drawing; allies in the order of their codes."""
    record = backtest.record
    errors = {name: backtest.errors(name, AHEAD).mean(axis=0) for name in ("the model's rule", "persistence")}
    forecasts = {o: [record.core[:, record.column(o)], *(rule(record, o, k) for k in (1, 2, 3))] for o in ORIGINS}
    rows = -(-len(record.codes) // ACROSS)
    width, height = ACROSS * WIDE + 30, rows * (HIGH + HEAD) + 46
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="10" role="img">',
        "<title>Defence spending of 31 allies, 2014 to 2024, and the model's forecasts three years ahead</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for i, code in enumerate(record.codes):
        x, y = (i % ACROSS) * WIDE + LEFT, (i // ACROSS) * (HIGH + HEAD) + HEAD
        rule_error, still = errors["the model's rule"][i], errors["persistence"][i]
        told = f"{code}  rule {rule_error:.2f}, persistence {still:.2f}"
        parts.append(f'<text x="{x}" y="{y - 6}">{told}</text>')
        parts += panel(record, i, x, y, {o: [100 * line[i] for line in lines] for o, lines in forecasts.items()})
    legend, y = LEFT, height - 16
    for origin, colour in COLOURS.items():
        parts.append(f'<path d="M{legend} {y - 4}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{legend + 23}" y="{y}">rule from {origin}</text>')
        legend += 115
    parts.append(f'<path d="M{legend} {y - 4}h18" stroke="black" stroke-width="1.5"/>')
    parts.append(f'<text x="{legend + 23}" y="{y}">spent, % of GDP; dashed: 2 %</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def panel(record: Record, i: int, x: int, y: int, forecasts: dict[int, list[float]]) -> list[str]:
    """One ally: frame, scale, pledge, record and forecasts. Every panel has a scale of its own, from zero."""
    spent = [100 * share for share in record.core[i]]
    top = max([*spent, PLEDGE, *(value for line in forecasts.values() for value in line)]) * 1.08
    step = (WIDE - LEFT - 8) / (len(record.years) - 1)

    def line(first: int, values: list[float], style: str) -> str:
        points = " ".join(
            f"{x + (record.column(first) + k) * step:.1f},{y + HIGH * (1 - v / top):.1f}" for k, v in enumerate(values)
        )
        return f'<polyline points="{points}" fill="none" {style}/>'

    level = f"{y + HIGH * (1 - PLEDGE / top):.1f}"
    return [
        f'<path d="M{x} {y}V{y + HIGH}H{x + WIDE - LEFT - 8}" fill="none" stroke="#999" stroke-width="0.7"/>',
        f'<text x="{x - 3}" y="{y + 8}" text-anchor="end" font-size="8">{top:.1f}</text>',
        f'<text x="{x - 3}" y="{y + HIGH}" text-anchor="end" font-size="8">0</text>',
        f'<path d="M{x} {level}H{x + WIDE - LEFT - 8}" stroke="#999" stroke-dasharray="3 3" stroke-width="0.7"/>',
        line(record.years[0], spent, 'stroke="black" stroke-width="1.5"'),
        *(line(o, values, f'stroke="{COLOURS[o]}" stroke-width="1.6"') for o, values in forecasts.items()),
    ]


def main() -> None:
    FIGURE.write_text(panels(Backtest()), encoding="utf-8")


if __name__ == "__main__":
    main()
