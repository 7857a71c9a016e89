"""Futures on Compare: those of `foedus compare`, arriving in parts, each the run that the comparison counted."""

from __future__ import annotations

import numpy as np
import pytest

from model import MEASURES
from model.simulation import prepare, run_block
from viz.batch import EARLY, Batch
from viz.frames import Session
from viz.futures import future
from viz.live import Live
from viz.request import Request, read_request
from viz.site.atlas import atlas
from viz.titles import TITLES

PAIR = Request(policies=("baseline", "qualified-majority"), seed=5)


@pytest.fixture(scope="module")
def said():
    said = []
    batch = Batch(said.append)
    batch.start(PAIR, 44)
    batch._thread.join(120)
    return said


def test_they_arrive_in_parts_and_end_with_what_compare_finds(said):
    from experiments import compare

    assert [one["done"] for one in said] == [0, 20, 40, 44]
    assert [one["state"] for one in said] == ["running", "running", "running", "done"]
    whole = compare(list(PAIR.policies), "today", 44, seed=5, measures=["civilian_harm"], workers=1)
    row = next(row for row in whole.table.to_dict("records") if row["policy"] == "qualified-majority")
    shown = next(row for row in said[-1]["rows"] if row["measure"] == "civilian_harm")
    for name in ("difference", "low", "high", "world_low", "world_high"):
        assert shown[name] == pytest.approx(row[name])
    assert said[-1]["worlds"] == 22


def test_nothing_is_concluded_before_there_are_enough(said):
    assert said[-1]["done"] < EARLY
    assert {row["verdict"] for row in said[-1]["rows"]} == {"too early"}


def test_a_dot_is_the_future_that_opens(said):
    run, gap = said[-1]["dots"][3]
    key, world = future(PAIR.seed, int(run))
    harm = []
    for policy in PAIR.policies:
        lived = run_block(prepare(policy, "today", 240, worlds=world), [key], 1)
        harm.append(float(lived.summary["civilian_harm"].iloc[0]))
    assert harm[1] - harm[0] == pytest.approx(gap, abs=1e-4)


def test_what_is_watched_is_that_future():
    key, world = future(PAIR.seed, 3)
    lived = run_block(prepare("hague", "today", 24, worlds=world), [key], 1, series=True)
    watched = Session.of("hague", "today", key, None, world).series(24, ("civilian_harm", "credence"))
    for name, line in zip(("civilian_harm", "credence"), watched, strict=True):
        assert np.array_equal(line, lived.measures[0, :, lived.names.index(name)])


def test_a_future_has_a_link_and_is_left_by_starting_afresh():
    live = Live(PAIR)
    try:
        live.do("future", run=3)
        assert "future=3" in live.widget.link
        assert read_request(live.widget.link, PAIR)[0].future == 3
        assert live.sessions[0].model.key == live.sessions[1].model.key == future(5, 3)[0]
        live.do("future", run=None)
        assert "future" not in live.widget.link
        assert live.sessions[0].model.key == 5
    finally:
        live.close()


def test_every_shown_measure_has_a_plain_title():
    shown = {name for name in MEASURES if MEASURES[name].shown}
    assert shown | {one["name"] for one in atlas()["objectives"]} == set(TITLES)
    assert not any("_" in title for title in TITLES.values())
    assert np.unique(list(TITLES.values())).size == len(TITLES)
