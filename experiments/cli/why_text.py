"""A case, or the parting of two policies, as text for a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

from experiments.explanation.case import Case, Meeting
from experiments.explanation.chain import MEASURES, Parting
from experiments.explanation.details import details, withheld
from experiments.explanation.explained import Explanation
from experiments.explanation.phrases import money, rung_name, when
from experiments.explanation.trials import Trial
from experiments.tables import number, show
from model.state import Ballot

__all__ = ["print_case", "print_parting"]

CHANGES = 8
"""Changes that turn the outcome, of which so many are shown."""
NEAR = 3
"""Changes that do not, of which so many are shown where few turn it."""
MEMBERS = 4
"""Members whose terms are shown."""
WIDTH = 96


def print_case(found: Explanation) -> None:
    """The story, the sittings, the terms of those who withheld support, and the changes."""
    case, resolved = found.case, found.case.life.prepared.resolved
    _line(f"{found.title}", f"{found.cause}")
    _line(f"incident {found.incident} of {resolved.policy} in {resolved.scenario}, seed {case.life.key}", "")
    for one in details(case):
        head = f"{'▸' if one.decisive else ' '} {one.step:<9}{one.when:<9} "
        _line(*_wrapped(f"{one.text}.", head))
    if case.meetings:
        _line("")
        _meetings(case)
        _withheld(case)
    else:
        _line("")
    _changes(found)


def _line(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}".rstrip() + "\n" for line in lines))


def _wrapped(text: str, head: str) -> list[str]:
    width = min(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
    return textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))


def _meetings(case: Case) -> None:
    """A row a sitting; sittings that went alike in a row are one."""
    names, year = case.life.prepared.roster.names, case.life.prepared.roster.first_year
    groups: list[list[Meeting]] = []
    for meeting in case.meetings:
        alike = groups and _alike(groups[-1][-1]) == _alike(meeting)
        groups[-1].append(meeting) if alike else groups.append([meeting])
    cells = []
    for group in groups:
        first, last = group[0], group[-1]
        dates = when(first.month, year) + ("" if len(group) == 1 else f" to {when(last.month, year)}")
        for_, against = len(first.rows(Ballot.SUPPORT)), len(first.rows(Ballot.OBJECT))
        objectors = _some([names[k] for k in first.rows(Ballot.OBJECT)])
        result = "carried" if last.carried else f"stopped, {len(first.missing)} short"
        cells.append((dates, rung_name(first.rung), f"{for_} : {against}", objectors, result))
    show(cells, ("sitting", "proposal", "for : against", "objections", "result"), title="The Council")


def _alike(meeting: Meeting) -> tuple:
    rows = meeting.rows(Ballot.OBJECT), len(meeting.rows(Ballot.SUPPORT)), len(meeting.missing)
    return (meeting.rung, meeting.carried, *rows)


def _some(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _withheld(case: Case) -> None:
    """Why members withheld their support in the sitting that was stopped by most, or the last."""
    meeting = max(case.meetings, key=lambda one: len(one.rows(Ballot.OBJECT)))
    found = withheld(case, meeting)
    if not found:
        return
    date = when(meeting.month, case.life.prepared.roster.first_year)
    cells = [
        (
            one.member,
            one.ballot,
            number(one.margin, 2),
            number(one.luck, 2, sign=True),
            _terms(one.against + one.in_favour),
        )
        for one in found[:MEMBERS]
    ]
    more = f", {len(found) - MEMBERS} more withheld theirs" if len(found) > MEMBERS else ""
    title = f"Why, {date} (support where margin + luck lies above 0){more}"
    show(cells, ("member", "ballot", "margin", "luck", "terms that weigh most"), title=title, right=("margin", "luck"))


def _terms(terms: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {number(value, 2, sign=True)}" for name, value in terms)


def _changes(found: Explanation) -> None:
    turned = [trial for trial in found.trials if trial.turned]
    smallest = {trial.lever.ladder: trial for trial in reversed(turned)}
    shown = [trial for trial in turned if smallest[trial.lever.ladder] is trial][:CHANGES]
    near = [trial for trial in found.trials if not trial.turned and abs(trial.harm_after) > 0]
    shown += near[: max(0, NEAR - len(shown))]
    cells = [("✓" if one.turned else "○", *_told(one), one.outcome, money(one.harm_after, True)) for one in shown]
    title = f"What would have changed it: {len(turned)} of {len(found.trials)} changes, each alone, under the same luck"
    years = f"the next {found.years} years" if found.years > 1 else "the next year"
    show(cells, ("", "change", "was → set", "outcome", "harm after"), title=title, right=("harm after",))
    left = len(found.trials) - len(shown)
    order = "Smaller changes first" if turned else "Nothing that was tried turns it"
    _line(
        f"{order}; {left} more in --json. Harm after: civilian harm of {years}, against what it was.",
        "Each is one run; foedus compare says what a change is worth on average.",
    )
    if shown and found.asked is not None:
        _line(f"The first again: {found.asked.command(shown[0].suffix, found.incident)}")


def _told(trial: Trial) -> tuple[str, str]:
    lever = trial.lever
    return lever.change, f"{_figure(lever.before)} → {_figure(lever.after)}"


def _figure(value: Any) -> str:
    """What was or is set, as a policy file has it."""
    return f"{value:.4g}" if isinstance(value, float) else number(value)


def print_parting(found: Parting) -> None:
    """What parted two policies, what followed, and the sums by year."""
    _line(found.title)
    rows = found.rows()
    if not rows:
        return
    first = rows[0]["value"].split(", ")
    more = f" and {len(first) - 3} more" if len(first) > 3 else ""
    _line(f"Measures of the two runs first differ in {rows[0]['month']}: {', '.join(first[:3])}{more}.", "")
    if not found.parted:
        return
    chain = [row for row in rows if row["step"] in ("parted", "link")]
    pairs = [
        (one["month"], one["what"].rpartition(",")[0], one["value"], other["value"])
        for one, other in zip(chain[::2], chain[1::2], strict=True)
    ]
    title = f"The first of {len(found.incidents):,} incidents that went otherwise, and the severe ones that followed"
    show(pairs, ("month", "attack", *found.names), title=title)
    years = [row for row in rows if row["step"] in ("year", "end")]
    dates = list(dict.fromkeys((row["step"], row["month"]) for row in years))
    at = {(row["step"], row["month"], row["who"], row["what"]): row["value"] for row in years}
    heads = {
        "civilian_harm": "harm, bn USD",
        "operations_severe": "severe attacks",
        "collective_responses": "answers together",
    }
    heads |= {"national_responses": "alone", "false_responses": "against the wrong"}
    cells = [
        ("in all" if step == "end" else date, *(_both(at, (step, date), found.names, name) for name in MEASURES))
        for step, date in dates
    ]
    title = f"By year: {found.names[0]} → {found.names[1]}"
    show(cells, ("year", *(heads[name] for name in MEASURES)), title=title, right=tuple(heads.values()))


def _both(at: Any, place: tuple[str, str], names: tuple[str, str], measure: str) -> str:
    one, other = (_sum(at[(*place, name, measure)], measure) for name in names)
    return f"{one} → {other}" if one != other else one


def _sum(value: float, measure: str) -> str:
    return number(value, 3) if measure == "civilian_harm" else number(round(value))
