"""Results say whose they are; what is not yet run is marked; links keep what was chosen; a lost connection is told."""

from __future__ import annotations

import json
import math
import signal
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from viz.live import Live
from viz.request import Request
from viz.widget import AllianceView

PAIR = "/compare?policy=baseline&against=hague&seed=1"


def batch(seen, runs):
    seen.tab.get_by_test_id("batch-runs").fill(str(runs))
    seen.click("batch-start")
    seen.tab.wait_for_selector("[data-testid=batch][data-state=done]")
    return seen.tab.get_by_test_id("batch")


@pytest.fixture
def live():
    live = Live(Request(policies=("baseline", "hague"), seed=1))
    yield live
    live.close()


def reset(live, **more):
    asked = {"policies": ["baseline", "hague"], "scenario": "today", "seed": "1", "parameters": {}}
    live.do("reset", **{**asked, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"policies": ["baseline", "no-alliance"]},
        {"scenario": "intimidation"},
        {"seed": "2"},
        {"parameters": {"theta": 0.2}},
    ],
    ids=["policy", "scenario", "seed", "lever"],
)
def test_results_say_what_they_are_of_and_whether_that_is_former(live, more):
    live._show_batch({"of": live.request.question, "state": "done", "rows": [], "runs": 20, "interval": ""})
    assert live.widget.batch["former"] is False
    reset(live, **more)
    assert live.widget.batch["former"] is True
    assert live.widget.batch["of"]["policies"] == ["baseline", "hague"]
    reset(live)
    assert live.widget.batch["former"] is False


def test_a_batch_that_still_runs_is_given_up_when_another_pair_is_opened(live):
    live.do("batch", runs=1000)
    reset(live, policies=["baseline", "no-alliance"])
    live.batch._thread.join(60)
    assert live.widget.batch["state"] == "cancelled"


def test_what_json_cannot_hold_never_goes_to_the_page():
    odd = {"a": [math.inf, -math.inf, math.nan, 1.5, np.float64("inf"), np.int64(3)], "b": np.array([np.nan, 2.0])}
    for trait in ("fixed", "controls", "side", "batch"):
        held = getattr(AllianceView(**{trait: odd}), trait)
        assert json.loads(json.dumps(held, allow_nan=False)) == {
            "a": [None, None, None, 1.5, None, 3],
            "b": [None, 2.0],
        }


@pytest.mark.parametrize("runs", [2, 3])
def test_few_pairs_end_with_a_table(visit, runs):
    seen = visit(PAIR)
    said = batch(seen, runs)
    assert f"{runs} of {runs} futures" in said.text_content()
    assert said.locator("tr").count() > 5


def test_results_of_a_former_pair_stand_under_their_own_names(visit):
    seen = visit(PAIR)
    said = batch(seen, 6)
    assert "hague (B) less baseline (A)" in said.text_content() and "former" not in said.text_content()
    seen.set_up()
    seen.tab.get_by_test_id("policy-b").select_option("no-alliance")
    assert seen.tab.get_by_test_id("changed").text_content() == "Changed, not yet run"
    seen.click("reset")
    seen.settle()
    assert seen.tab.get_by_test_id("changed").text_content() == ""
    assert "Results of the former pair" in said.text_content()
    assert "hague (B) less baseline (A)" in said.text_content() and "no-alliance (B)" not in said.text_content()
    seen.set_up()
    seen.tab.get_by_test_id("policy-b").select_option("hague")
    seen.click("reset")
    seen.settle()
    assert "former" not in said.text_content()


@pytest.mark.parametrize(("control", "value", "before"), [("seed", "77", "1"), ("lever-theta", "0.7", None)])
def test_a_change_is_marked_until_it_is_taken_back(visit, control, value, before):
    seen = visit("/?seed=1")
    field, changed = seen.tab.get_by_test_id(control), seen.tab.get_by_test_id("changed")
    seen.tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    before = before or field.input_value()
    assert changed.text_content() == ""
    field.fill(value)
    assert changed.text_content() == "Changed, not yet run"
    if control == "seed":
        field.fill(before)
        assert changed.text_content() == ""


def test_after_a_pause_the_link_has_the_month(visit):
    seen = visit("/?seed=4&month=3")
    seen.tab.get_by_test_id("speed").select_option("12")
    seen.click("play")
    seen.until_month("m >= 8")
    seen.click("play")
    seen.until("document.querySelector('[data-testid=play]').getAttribute('aria-pressed') === 'false'")
    seen.settle()
    assert parse_qs(urlsplit(seen.tab.url).query)["month"] == [seen.data("month")]


def test_pages_hand_on_policy_seed_and_levers(visit):
    seen = visit("/?policy=red-line&seed=77&month=12&theta=0.2")
    seen.settle()
    for page in ("about", "explore", "watch"):
        seen.click(f"to-{page}")
        seen.tab.wait_for_selector("[data-testid=view][data-drawn]" if page == "watch" else f"[data-testid={page}]")
    query = parse_qs(urlsplit(seen.tab.url).query)
    assert {name: query[name] for name in ("policy", "seed", "theta", "month")} == {
        "policy": ["red-line"],
        "seed": ["77"],
        "theta": ["0.2"],
        "month": ["12"],
    }
    assert seen.tab.get_by_test_id("policy").input_value() == "red-line"
    seen.click("to-compare")
    seen.tab.wait_for_selector("[data-testid=policy-b]", state="attached")
    assert seen.tab.get_by_test_id("policy").input_value() == "red-line"
    assert seen.tab.get_by_test_id("seed").input_value() == "77"


def test_compare_keeps_its_second_policy_on_the_way_over_watch(visit):
    seen = visit("/compare?policy=baseline&against=red-line&seed=5")
    seen.settle()
    seen.click("to-watch")
    seen.tab.wait_for_selector("[data-testid=policy]", state="attached")
    seen.until("document.querySelectorAll('canvas.map').length === 1 && view.drawn")
    seen.settle()
    seen.click("to-compare")
    seen.tab.wait_for_selector("[data-testid=policy-b]", state="attached")
    assert seen.tab.get_by_test_id("policy-b").input_value() == "red-line"


def test_a_lost_connection_is_told_and_nothing_can_be_pressed(own_server, visit):
    address, process = own_server
    seen = visit("/?seed=4&month=5", address=address)
    seen.settle()
    lost = seen.tab.get_by_test_id("lost")
    assert lost.count() == 0 or lost.is_hidden()
    process.kill()
    lost.wait_for()
    assert lost.text_content() == "Connection lost; trying again."
    assert seen.tab.locator(".foedus-page").get_attribute("inert") is not None
    assert seen.tab.evaluate("document.querySelector('[data-testid=play]').closest('[inert]') !== null")


def test_a_server_that_does_not_answer_is_told_too_and_the_page_comes_back(own_server, visit):
    address, process = own_server
    seen = visit("/?seed=4&month=5", address=address)
    seen.settle()
    process.send_signal(signal.SIGSTOP)
    seen.click("step")
    seen.tab.get_by_test_id("lost").wait_for()
    process.send_signal(signal.SIGCONT)
    seen.tab.get_by_test_id("lost").wait_for(state="hidden")
    seen.settle()
    assert seen.data("month") == "6"
    assert seen.tab.locator("[inert]").count() == 0


def test_a_browser_that_is_offline_is_told(visit):
    seen = visit("/?seed=4&month=5", alone=True)
    seen.settle()
    seen.tab.context.set_offline(True)
    seen.tab.get_by_test_id("lost").wait_for()
    seen.tab.context.set_offline(False)
    seen.tab.get_by_test_id("lost").wait_for(state="hidden")


TOLD = "document.querySelector('[data-testid=case]')?.dataset.state === 'told'"


def test_where_they_part_opens_the_case_of_the_policy_that_it_is_about(visit):
    from viz.frames import Session
    from viz.parting import parting

    sessions = [Session.of(name, "today", 1) for name in ("baseline", "hague")]
    found = parting(*sessions, 60)
    whose = 1 if found["cases"][1] is not None else 0
    seen = visit(f"{PAIR}&month=60")
    seen.settle()
    link = seen.tab.get_by_test_id("see-parting")
    assert found["told"][whose] in link.text_content()
    link.press("Enter")
    seen.until(TOLD)
    assert f"{'AB'[whose]} {('baseline', 'hague')[whose]}" in seen.tab.get_by_test_id("case").text_content()
    event = sessions[whose].log(60)[found["cases"][whose]]
    seen.settle()
    query = parse_qs(urlsplit(seen.tab.url).query)
    assert query["incident"] == [str(int(event["identity"]))] and query.get("whose", ["0"]) == [str(whose)]
    again = visit(seen.tab.url.removeprefix(seen.address))
    again.until(TOLD)
    title = again.tab.get_by_test_id("case-title").text_content()
    assert title == seen.tab.get_by_test_id("case-title").text_content()
    seen.tab.keyboard.press("Escape")
    seen.settle()
    assert seen.tab.evaluate("document.activeElement.dataset.testid") == "see-parting"
    assert (seen.errors, again.errors) == ([], [])


def test_the_headline_says_what_the_council_decided_otherwise_and_opens_that_case(visit):
    from viz.frames import Session
    from viz.parting import parting

    sessions = [Session.of(name, "today", 1) for name in ("baseline", "hague")]
    decided = parting(*sessions, 60)["council"]
    whose = 1 if decided["cases"][1] is not None else 0
    seen = visit(f"{PAIR}&month=60")
    seen.settle()
    link = seen.tab.get_by_test_id("see-decided")
    assert link.text_content() == f"A: {decided['told'][0]}; B: {decided['told'][1]} ›"
    assert "First incident that is decided otherwise" in seen.tab.get_by_test_id("parting").text_content()
    link.press("Enter")
    seen.until(TOLD)
    seen.settle()
    query = parse_qs(urlsplit(seen.tab.url).query)
    event = sessions[whose].log(60)[decided["cases"][whose]]
    assert query["incident"] == [str(int(event["identity"]))] and query.get("whose", ["0"]) == [str(whose)]
    assert seen.errors == []


def test_cases_of_either_policy_open_from_the_log_and_jumps_follow_the_one_that_is_shown(visit):
    from viz.frames import Session
    from viz.history import Seen, next_month

    seen = visit(f"{PAIR}&month=60")
    seen.settle()
    for letter, name in (("A", "baseline"), ("B", "hague")):
        line = seen.tab.get_by_test_id("log").locator("button", has=seen.tab.locator("b", has_text=letter)).first
        line.click()
        seen.until(TOLD)
        assert f"{letter} {name}" in seen.tab.get_by_test_id("case").text_content()
        seen.click("case-back")
    assert seen.tab.get_by_test_id("whose").input_value() == "1"
    wanted = [
        next_month(Session.of(name, "today", 1), "veto", 60, False, Seen(least=0.005)) for name in ("baseline", "hague")
    ]
    assert wanted[0] != wanted[1]
    seen.click("next-veto")
    seen.until_month(f"m === {wanted[1]}")


def test_side_by_side_is_said_to_be_no_difference_and_gives_way_where_there_is_no_room(visit):
    seen = visit(f"{PAIR}&month=60")
    seen.click("mode-side")
    seen.settle()
    assert "B less A" not in seen.tab.get_by_test_id("difference").text_content()
    assert seen.tab.get_by_test_id("map-b").is_visible()
    seen.tab.set_viewport_size({"width": 390, "height": 844})
    seen.settle()
    assert "B less A" in seen.tab.get_by_test_id("difference").text_content()
    assert seen.tab.get_by_test_id("map-b").is_hidden()
