"""Captions and pictures of a story, from what was witnessed. Every number in a caption is a slot.

A scene: label, seconds, caption, `month` (the one it stands at), and `maps`, what each map draws: `kind` arrive, suspect,
named, vote, again or rest, with places in the roster. viz/javascript/story.js plays them.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from model.parameters import RUNGS
from viz.history import EVENTS, history
from viz.stories.cases import LEAVES, Found, flagged, sixty, struck_again, washington
from viz.stories.sayer import TRACES, Sayer, dollars, words
from viz.stories.witness import Told, witness

__all__ = ["MAJORITY", "told_flag", "told_sixty", "told_veto", "told_washington", "write_all"]

MAJORITY = {"rule": "majority", "quota": 0.6667}
HIGHER_BAR = 0.95
LEAST = 0.005


def _arrive(told: Told) -> dict[str, Any]:
    return {"kind": "arrive"} | {
        name: told.event[name] for name in ("author", "target", "tier", "flag", "shown", "month")
    }


def _suspect(told: Told) -> dict[str, Any]:
    evidence = [[month, list(shares)] for month, shares in told.evidence]
    return {"kind": "suspect", "target": told.event["target"], "tier": told.event["tier"], "evidence": evidence}


def _named(told: Told) -> dict[str, Any]:
    names = ("target", "tier", "named", "author")
    return {"kind": "named", "certainty": round(told.event["certainty"], 3)} | {
        name: told.event[name] for name in names
    }


def _vote(told: Told, first: int = 0, last: int | None = None) -> dict[str, Any]:
    sittings = [
        {"month": one.month, "rung": RUNGS[one.rung], "ballots": one.ballots, "carried": one.carried}
        for one in told.sittings[first:last]
    ]
    return _named(told) | {"kind": "vote", "sittings": sittings}


def _scene(label: str, seconds: int, month: int, caption: str, *maps: dict[str, Any]) -> dict[str, Any]:
    return {"label": label, "seconds": seconds, "month": month, "caption": caption, "maps": list(maps)}


def _link(found: Found, month: int, **more: Any) -> str:
    return "/?" + urlencode(
        {"policy": found.policy, "scenario": found.scenario, "seed": found.seed, "month": month, **more}
    )


def _card(title: str, text: str, href: str) -> dict[str, str]:
    return {"title": title, "text": text, "href": href}


def _four(found: Found) -> list[dict[str, Any]]:
    """Attack, evidence, name, vote: what the first story and *one veto* share."""
    told, say = found.told, Sayer(found.told)
    month, named, author = told.event["month"], told.event["named_month"], told.event["author"]
    doubt, shares = min(told.evidence[1:-1], key=lambda one: one[1][author])
    likeliest = max(range(len(shares)), key=lambda j: shares[j])
    suspected = f"In {say.month(doubt)} they suspect {say.author}, but only {100 * shares[author]:.0f} %."
    if likeliest != author:
        other = f"{say.adversary(likeliest)} look" if likeliest >= len(say.roster.adversary_names) else ""
        other = other or f"{say.adversary(likeliest)} looks"
        suspected = f"In {say.month(doubt)} {other} likelier, {100 * shares[likeliest]:.0f} %, than {say.author}, "
        suspected += f"{100 * shares[author]:.0f} %."
    objector = say.state(told.objectors(0)[0])
    arrived = f"{say.month(month)}. {say.attack}: {dollars(told.event['harm_money'])} of harm. Nobody sees who did it."
    sure = f"In {say.month(named)} they are {100 * told.event['certainty']:.0f} % sure. "
    sure += f"The bar is {100 * told.bar:.0f} %: they name {say.adversary(told.event['named'])}."
    backing = [one.ballots.count("1") for one in told.sittings]
    usual = words(max(backing, key=lambda count: (backing.count(count), count)))
    voted = f"Any member can stop an answer. {usual.capitalize()} back {say.answer(0)}; {objector} objects. "
    voted += f"{words(len(told.sittings)).capitalize()} sittings, no answer."
    return [
        _scene("The attack", 9, month, arrived, _arrive(told)),
        _scene("The evidence", 11, doubt, f"Allies see damage, not an author. {suspected}", _suspect(told)),
        _scene("The name", 9, named, sure, _named(told)),
        _scene("The vote", 13, told.sittings[0].month, voted, _vote(told)),
    ]


def told_sixty(found: Found) -> dict[str, Any]:
    """The story of a minute."""
    told, say = found.told, Sayer(found.told)
    session = told.session
    session.at(told.event["closed_month"] + 25)
    log = session.log(session.reached)
    rows = struck_again(log, told.row)
    again = [{name: int(log[row][name]) for name in ("month", "author", "target", "tier", "flag")} for row in rows]
    until = again[0]["month"] + 1
    lesson = (
        f"{say.author} strikes {say.victim} again in {say.month(again[0]['month'])}. Members trust the alliance less."
    )
    first = told.event["month"]
    scenes = _four(found)
    scenes.append(
        _scene(
            "The lesson", 10, until - 1, lesson, {"kind": "again", "attacks": again[:1], "from": first, "until": until}
        )
    )
    scenes.append(_scene("Now you", 8, until - 1, "Now you. What would you change?", {"kind": "rest"}))
    cards = [
        _card("Give the vote to two thirds", "and watch this attack again", _link(found, first + 1, **MAJORITY)),
        _card("Look for yourself", "play the twenty years from here", _link(found, first + 1)),
        _card(
            "Why did nobody answer?",
            "six steps, every ballot, and what would have changed it",
            _link(found, first + 1, incident=told.event["identity"]),
        ),
        _card(
            "Which policy is better?",
            "compare two under the same luck",
            "/compare?" + urlencode({"policy": found.policy, "against": "qualified-majority", "seed": found.seed}),
        ),
    ]
    past = history(session, 0, until)
    harm = EVENTS.index("harm")
    past["events"] = [row for row in past["events"] if row[harm] >= LEAST]
    past["votes"] = [vote for vote in past["votes"] if vote[1] == told.row]
    return _story("Sixty seconds", found, scenes, cards, history={"first": 0, "until": until, "runs": [past]})


def told_veto(found: Found) -> dict[str, Any]:
    """*One veto*: the same attack and luck, where two thirds decide."""
    told, say = found.told, Sayer(found.told)
    other = witness(found.policy, found.scenario, found.seed, -1, MAJORITY, told.event["identity"])
    sitting, said = other.sittings[0], Sayer(other)
    ended = f"{said.answer(0)} in the first sitting" if sitting.carried else "no answer in the first sitting"
    scenes = _four(found)
    scenes.append(
        _scene(
            "Two thirds",
            12,
            sitting.month,
            f"The same attack and luck. Two thirds decide: {ended}.",
            _vote(other, 0, 1),
        )
    )
    first = told.event["month"] + 1
    cards = [
        _card("Watch it with two thirds", "the run from this attack on", _link(found, first, **MAJORITY)),
        _card("Watch it with one veto", f"{say.victim}’s case as it was", _link(found, first)),
    ]
    return _story("One veto", found, scenes, cards)


def told_flag(found: Found) -> dict[str, Any]:
    """*False flag*: the wrong state pays."""
    told, say = found.told, Sayer(found.told)
    month, named = told.event["month"], told.event["named_month"]
    code = say.roster.adversary_codes[told.event["shown"]]
    traces = f"{TRACES[code]} traces" if code in TRACES else f"traces of {say.adversary(told.event['shown'])}"
    shown, last = say.adversary(told.event["named"]), told.sittings[-1]
    sure = f"{say.month(named)}: {100 * told.event['certainty']:.0f} % sure, allies name {shown}. They are wrong."
    voted = f"{say.counted(-1, '1').capitalize()} back {say.answer(-1)}, nobody objects. The wrong state pays."
    scenes = [
        _scene("The attack", 10, month, f"{say.month(month)}. {say.attack} and leaves {traces}.", _arrive(told)),
        _scene("The traces", 10, month, f"Traces bend the evidence towards {shown}.", _suspect(told)),
        _scene("The name", 10, named, sure, _named(told)),
        _scene("The vote", 10, last.month, voted, _vote(told, len(told.sittings) - 1)),
        _scene("Now you", 8, last.month, "Would a higher bar have helped?", {"kind": "rest"}),
    ]
    cards = [
        _card(
            "Raise the bar", f"to {100 * HIGHER_BAR:.0f} %, and watch it again", _link(found, month + 1, bar=HIGHER_BAR)
        ),
        _card("Look for yourself", "play on from here", _link(found, month + 1)),
    ]
    return _story("False flag", found, scenes, cards)


def told_washington(stays: Found, leaves: Found) -> dict[str, Any]:
    """*Without Washington*: one attack in two worlds."""
    one, other, say = stays.told, leaves.told, Sayer(stays.told)
    month, rest = one.event["month"], {"kind": "rest"}
    left = Sayer(other)
    with_ = (
        f"With Washington: {say.counted(-1, '1')} for, {say.counted(-1, '3')} against. {say.answer(-1).capitalize()}."
    )
    tries = f", in {words(len(other.sittings))} sittings" if len(other.sittings) > 1 else ""
    without = f"Without: {left.counted(0, '1')} for, {left.counted(0, '3')} against. No answer{tries}."
    scenes = [
        _scene("Two worlds", 9, 60, "From 2030 Washington hardly stands by. The same luck, twice.", rest, rest),
        _scene("The attack", 9, month, f"{say.month(month)}: {say.attack} in both.", _arrive(one), _arrive(other)),
        _scene("With", 11, one.sittings[-1].month, with_, _vote(one, len(one.sittings) - 1), _named(other)),
        _scene("Without", 13, other.sittings[0].month, without, _vote(one, len(one.sittings) - 1), _vote(other)),
        _scene("Now you", 8, other.sittings[-1].month, "One case is an anecdote. See all futures.", rest, rest),
    ]
    futures = {"policy": "baseline", "against": "qualified-majority", "scenario": LEAVES, "seed": leaves.seed}
    cards = [
        _card("See all futures", "which policy helps without Washington?", "/compare?" + urlencode(futures)),
        _card("Watch it with Washington", "from this attack on", _link(stays, month + 1)),
        _card("Watch it without", "from this attack on", _link(leaves, month + 1)),
    ]
    return _story("Without Washington", stays, scenes, cards, titles=["with Washington", "without Washington"])


def _story(title: str, found: Found, scenes: list[Any], cards: list[Any], **more: Any) -> dict[str, Any]:
    run = {"policy": found.policy, "scenario": found.scenario, "seed": found.seed, "row": found.told.row}
    return {"title": title, "run": run, "scenes": scenes, "cards": cards, **more}


def write_all() -> dict[str, Any]:
    """All stories, their cases found anew (about a minute)."""
    case = sixty()
    return {
        "sixty": told_sixty(case),
        "veto": told_veto(case),
        "flag": told_flag(flagged()),
        "washington": told_washington(*washington()),
    }
