"""A page without a browser: what its link says, what its buttons do, and that an error is one line."""

from __future__ import annotations

import threading
import time

import pytest
import solara

from model import PARAMETERS
from viz.batch import Batch
from viz.controls import controls, levers
from viz.frames import Session
from viz.live import AHEAD, Live
from viz.pages.about import About
from viz.pages.explore import Explore, replay_link
from viz.parts import script
from viz.player import Player
from viz.request import Request, read_request
from viz.widget import AllianceView


@pytest.fixture
def live():
    live = Live(Request(seed=3))
    yield live
    live.close()


def values_of(live):
    return live.sessions[0].model.prepared.resolved.parameters


def test_a_link_opens_what_it_came_from():
    request = Request(("hague",), "intimidation", 11, 0, "core", {"theta": 0.25})
    again, said = read_request(request.link, Request())
    assert (again.link, said) == (request.link, "")
    assert read_request(request.link + "&month=17", Request())[0].month == 17


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("policy=hage", "did you mean 'hague'?"),
        ("seed=-1", "seed"),
        ("month=999", "month = 999"),
        ("month=x", "month = 'x'"),
        ("theta=9", "theta = 9 is out of bounds"),
        ("measure=thret", "did you mean 'threat'?"),
    ],
)
def test_what_a_link_cannot_have_is_said_and_left_at_its_default(query, says):
    request, said = read_request(query, Request())
    assert says in said
    assert request == Request()


def test_every_lever_has_a_control_with_its_bounds(live):
    offered = {one["name"]: one for one in levers(live.request, values_of(live))}
    assert set(offered) == {name for name, one in PARAMETERS.items() if one.role == "lever"}
    assert all((one["low"], one["high"]) == PARAMETERS[name].bounds for name, one in offered.items())


def test_levers_show_the_value_that_the_policy_sets(live):
    shown = {one["name"]: one["value"] for one in controls(live.request, values_of(live))["levers"]}
    assert shown["pledge_core_end"] == 0.035


def test_step_seek_and_reset(live):
    live.do("step", by=1)
    live.do("seek", month=30)
    assert live.month == 30
    first = live.widget.frame
    live.do("seek", month=3)
    live.do("seek", month=30)
    assert live.widget.frame[16:] == first[16:]  # but for the frame's number
    live.do("reset", policies=["baseline"], scenario="today", seed="5", parameters={"theta": 0.1})
    assert (live.month, live.request.seed, live.sessions[0].model.p["theta"]) == (0, 5, 0.1)


def test_a_refused_request_leaves_the_run_as_it_was(live):
    live.do("seek", month=9)
    live._heard(None, {"type": "reset", "policies": ["nope"], "scenario": "today", "seed": "1", "parameters": {}}, [])
    assert "unknown policy 'nope'" in live.widget.message
    assert (live.month, live.request.policies) == (9, ("hague",))


def test_an_error_in_a_rule_is_one_line_and_the_page_lives_on(live, caplog):
    def broken():
        raise ZeroDivisionError("a rule")

    model = live.sessions[0].model
    whole, model.step = model.step, broken
    done = live.sessions[0].reached
    live._heard(None, {"type": "seek", "month": 240}, [])
    assert "did not work" in live.widget.message and "\n" not in live.widget.message
    model.step = whole
    live._heard(None, {"type": "seek", "month": done + 2}, [])
    assert live.month == done + 2


def test_a_page_that_nobody_uses_looks_a_little_ahead_and_one_that_rests_to_the_end(live, monkeypatch):
    monkeypatch.setattr("viz.live.REST", 1e9)
    live.do("seek", month=3)
    while live._prepare():
        pass
    assert live.sessions[0].reached == 3 + AHEAD
    monkeypatch.setattr("viz.live.REST", 0.0)
    while live._prepare():
        pass
    assert live.sessions[0].reached == 240


def test_two_tabs_share_nothing(live):
    other = Live(Request(seed=3))
    try:
        live.do("seek", month=20)
        assert other.month == 0
        assert other.sessions[0].model is not live.sessions[0].model
    finally:
        other.close()


def test_the_clock_waits_for_a_slow_browser():
    sent = []

    def step():
        sent.append(len(sent) + 1)
        return sent[-1]

    player = Player(step, lambda: False)
    player.speed = 60.0
    try:
        player.play(True)
        for drawn, most in ((0, 8), (4, 12)):
            player.acknowledge(drawn)
            until = time.monotonic() + 10
            while len(sent) < most and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.2)  # time for twelve frames more
            assert len(sent) == most  # two ahead of what was drawn and a tenth of a second's, no more
    finally:
        player.close()


def test_what_two_threads_tell_at_once_is_told_twice(live, monkeypatch):
    """A frame is one message with its history; an answer that another thread gives meanwhile is a message after it."""
    sent, held, go = [], threading.Event(), threading.Event()
    monkeypatch.setattr(
        live.widget, "send_state", lambda key=None: sent.append({key} if isinstance(key, str) else {*key})
    )
    other = threading.Thread(target=lambda: held.wait(60) and (go.set(), setattr(live.widget, "answered", 7)))
    other.start()
    with live.widget.hold_sync():
        live.widget.history = {"first": 1}
        held.set()
        assert go.wait(60)
        other.join(0.2)  # it waits for us
        live.widget.frame = b"1"
    other.join(60)
    assert sent == [{"history", "frame"}, {"answered"}]


@pytest.fixture
def told(live):
    """What the page is told while somebody plays, in order."""
    names = []
    live.widget.observe(lambda change: names.append(change["name"]), ["frame", "playing"])
    return names


def test_a_frame_under_way_comes_before_the_pause_or_not_at_all(live, told):
    session, packing, go = live.sessions[0], threading.Event(), threading.Event()
    whole = session.pack

    def slow(*what):
        packing.set()
        go.wait(60)
        return whole(*what)

    session.pack = slow
    live.do("play", on=True)
    assert packing.wait(60)  # the clock is in the middle of a frame
    threading.Timer(0.3, go.set).start()
    live.do("play", on=False)
    session.pack = whole
    assert told == ["playing", "frame", "playing"]
    time.sleep(0.3)  # two frames more, had the clock gone on
    assert told == ["playing", "frame", "playing"]


def test_a_clock_that_was_about_to_move_stands_after_a_pause(live, told):
    with live.lock:
        live.do("play", on=True)
        time.sleep(0.3)  # the clock now waits for the lock
        live.do("play", on=False)
    time.sleep(0.3)
    assert told == ["playing", "playing"]


def test_at_the_end_the_clock_stops_and_starts_over(live, told):
    live.do("seek", month=239)
    live.player.speed = 60.0
    told.clear()
    live.do("play", on=True)
    until = time.monotonic() + 60
    while live.widget.playing and time.monotonic() < until:
        time.sleep(0.01)
    assert (told, live.month, live.player.playing) == (["playing", "frame", "playing"], 240, False)
    live.do("play", on=True)
    assert live.widget.playing and live.month < 10


def test_a_batch_shows_its_interval():
    said, done = [], threading.Event()

    def show(what):
        said.append(what)
        if what["state"] != "running":
            done.set()

    batch = Batch(show)
    batch.start(Request(policies=("baseline", "qualified-majority")), 8)
    assert done.wait(60)
    assert said[-1]["state"] == "done"
    row = next(row for row in said[-1]["rows"] if row["measure"] == "damage")
    assert row["low"] < row["difference"] < row["high"]


def test_a_batch_can_be_cancelled():
    said, done = [], threading.Event()

    def show(what):
        said.append(what)
        batch.cancel()
        if what["state"] != "running":
            done.set()

    batch = Batch(show)
    batch.start(Request(policies=("baseline", "hague")), 1000)
    assert done.wait(60)
    assert said[-1]["state"] == "cancelled"


def test_the_script_is_one_module():
    assert script().count("export default") == 1
    assert AllianceView._esm


def test_pages_of_text_render():
    for page, mark in ((About, "About"), (Explore, "Explore")):
        box, context = solara.render(page(), handle_error=False)
        assert box.children, mark
        context.close()


def test_a_run_of_a_folder_is_watched_with_its_own_key(tmp_path):
    from experiments import Study, run_study

    run_study(Study(("baseline", "hague"), ("today",), 2, 4, 24), tmp_path / "r")
    request, said = read_request(replay_link(str(tmp_path / "r"), "hague", "today", 1)[2:], Request())
    assert said == ""
    live = Live(request)
    try:
        assert live.sessions[0].months == 24
        assert live.sessions[0].model.key != Session.of(seed=request.seed).model.key
    finally:
        live.close()
