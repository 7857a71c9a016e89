"""With the eyes of the allies nothing shows that they cannot know: what nobody saw, who it truly was, that a name was wrong."""

from __future__ import annotations

import re

import pytest

from viz.frames import NODE_MEASURES, Session
from viz.parting import parting

LINK = "/?policy=hague&seed=1&month=120"
EVERYTHING = """(() => {
  const whole = document.documentElement.cloneNode(true);
  whole.querySelectorAll('style, script, .rail').forEach((one) => one.remove());
  const fields = [...document.querySelectorAll('input')].map((one) => one.placeholder + one.value);
  return [whole.outerHTML, document.title, location.href, ...fields].join(' ').toLowerCase();
})()"""
"""All that stands on the page: text, titles, labels, the link; but for the set-up, which says what levers mean at all times."""


def bn(text):
    """Billions of dollars, as the page writes them: "$5.9 bn", "$764 m", "$0"."""
    size = float(re.search(r"[0-9.]+", text)[0])
    return size / 1000 if text.endswith(" m") else size


@pytest.fixture(scope="module")
def session():
    session = Session.of("hague", "today", 1)
    session.at(120)
    return session


def test_the_known_view_names_nothing_that_allies_cannot_know(visit):
    seen = visit(LINK)
    seen.settle()
    true = seen.tab.evaluate(EVERYTHING)
    assert all(word in true for word in ("undetected", "wrong", "false flag", "civilian harm</span>"))
    seen.click("view-known")
    seen.settle()
    known = seen.tab.evaluate(EVERYTHING)
    for word in ("undetected", "wrong", "false flag", "in truth", "civilian harm</span>"):
        assert re.findall(f".{{0,80}}{word}.{{0,40}}", known) == []


def test_the_harm_card_counts_a_wrong_answer_as_an_answer(visit):
    def card():
        rows = seen.tab.get_by_test_id("waterfall").locator(".fate").all()
        return {row.locator("span").text_content(): bn(row.locator("output").text_content()) for row in rows}

    seen = visit(LINK)
    seen.settle()
    true = card()
    seen.click("view-known")
    seen.settle()
    known = card()
    assert set(known) == set(true) - {"wrong", "undetected"}
    assert true["wrong"] > 0
    assert known["answered"] == pytest.approx(true["answered"] + true["wrong"], rel=0.02)


def test_the_log_has_the_named_for_the_author_and_the_filter_finds_no_truth(visit, session):
    events = session.log(120)
    authors = [*session.roster.adversary_codes, "crime"]
    wrong = [
        authors[event["author"]]
        for event in events[events["tier"] >= 0]
        if event["detected"] and event["named"] >= 0 and event["named"] != event["author"]
    ]
    assert wrong
    seen = visit(LINK)
    log = seen.tab.get_by_test_id("log")
    count = log.locator("button").count()
    for word in ("undetected", "wrong"):
        seen.tab.get_by_test_id("log-filter").fill(word)
        assert log.locator("button").count() > 0
    seen.click("view-known")
    for word in ("undetected", "wrong", "flag"):
        seen.tab.get_by_test_id("log-filter").fill(word)
        assert log.locator("button").count() == 0, word
    seen.tab.get_by_test_id("log-filter").fill("")
    assert 0 < log.locator("button").count() <= count


def test_an_incident_that_nobody_saw_is_forgotten_when_the_eyes_change(visit):
    seen = visit(LINK)
    seen.click("view-known")
    seen.settle()
    plain = seen.canvas()
    seen.click("view-true")
    seen.tab.get_by_test_id("log-filter").fill("undetected")
    seen.tab.get_by_test_id("log").locator("button").first.click()
    seen.click("case-back")
    seen.tab.get_by_test_id("log-filter").fill("")
    seen.click("view-known")
    seen.settle()
    seen.tab.mouse.move(5, 5)
    seen.settle()
    assert seen.canvas() == plain


def test_an_adversary_is_a_name_and_no_more(visit):
    """Its escalation and the zero-days that it holds are nobody's knowledge."""
    seen = visit(LINK)
    seen.settle()
    box = seen.tab.get_by_test_id("map").bounding_box()

    def tip():
        for right in range(60, 100):  # along the upper rim, where China stands
            seen.tab.mouse.move(box["x"] + right / 100 * box["width"], box["y"] + 24)
            text = (
                seen.tab.locator(".stage > .tip").text_content()
                if seen.tab.locator(".stage > .tip").is_visible()
                else ""
            )
            if text.startswith("China"):
                return text
        return ""

    assert "zero-days" in tip()
    seen.click("view-known")
    seen.settle()
    assert tip() == "China"


def test_harm_that_nobody_saw_colours_no_state(visit):
    hidden = [name for name, one in NODE_MEASURES.items() if not one.known]
    assert hidden == ["total_damage"]
    seen = visit(f"{LINK}&measure=total_damage")
    seen.click("view-known")
    seen.settle()
    assert "harm" not in seen.tab.get_by_test_id("legend").text_content()
    assert seen.tab.locator("option[value=total_damage]").is_disabled()
    assert seen.tab.get_by_test_id("measure").input_value() == "none"


def test_where_runs_part_is_told_without_the_author():
    found = parting(Session.of("hague", "today", 1), Session.of("baseline", "today", 1), 120)
    assert found["known"]["incident"] is not None
    assert len(set(found["known"]["told"])) == 2
    for told in found["known"]["told"]:
        assert told == "nothing was seen" or told.endswith("named")
        assert "undetected" not in told and "flag" not in told


def test_identical_policies_never_part_to_any_eyes():
    found = parting(Session.of("hague", "today", 1), Session.of("hague", "today", 1), 60)
    assert (found["month"], found["incident"], found["known"]["incident"]) == (None, None, None)
