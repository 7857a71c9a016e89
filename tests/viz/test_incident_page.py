"""The page of one case: opened from where its numbers stand, true to the document, guessed, revealed, left again."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from experiments.explanation.document import incident_document
from experiments.explanation.explained import asked_of, explain
from experiments.explanation.lives import life_of
from model import AllianceModel
from tests.viz.test_access import violations
from viz.live import Live
from viz.request import Request, read_request

TOLD = "document.querySelector('[data-testid=case]')?.dataset.state === names.state"
TRIED = "document.querySelector('[data-testid=case-changes]')?.dataset.tried === names.tried"
CHANGED = "hague+HUN.veto=2@2040-02"


@pytest.fixture(scope="module")
def found():
    """A case with months of evidence, several sittings, objections, and a month in which nobody stood out."""
    life = life_of(AllianceModel("hague", "today", 1))
    events = life.events
    grave = events["harm_money"] > 0.5  # bn USD; the timeline draws it
    for event in events[grave & (events["tier"] >= 2) & (events["brought_month"] >= 0)]:
        if event["named_month"] - event["month"] >= 3 and event["closed_month"] - event["brought_month"] >= 4:
            told = explain(life, int(event["identity"]), asked=asked_of(life))
            document = incident_document(told)
            objects = any(sitting["against"] for sitting in document["council"]["sittings"])
            if objects and document["evidence"]["guess"] is not None:
                return told.try_changes()
    raise AssertionError("no such case in this run")


def link(found, **more):
    month = found.case.meetings[-1].month + 1
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"/?policy=hague&seed=1&month={month}&{query}"


def words(seen, testid):
    return seen.tab.get_by_test_id(testid).inner_text()


def test_a_link_opens_the_case_as_the_document_tells_it(visit, found):
    seen = visit(link(found, incident=found.incident))
    document = incident_document(found)
    tried = document["changes"]["tried"]
    seen.until(TRIED, tried=str(tried))
    assert words(seen, "case-title") == document["title"]
    assert words(seen, "case-cause") == document["cause"]
    steps = seen.tab.locator(".steps li")
    assert [one.inner_text().split("\n") for one in steps.all()] == [
        [f"{k + 1} {step['title']}", step["text"]] for k, step in enumerate(document["steps"])
    ]
    assert steps.evaluate_all("(all) => all.map((one) => one.className === 'decisive')") == [
        step["decisive"] for step in document["steps"]
    ]
    withheld = [one for one in document["council"]["members"] if one["withheld"]]
    for member in withheld:
        cells = seen.tab.locator(f"[data-member={member['code']}] .ballot")
        drawn = cells.evaluate_all("(all) => all.map((one) => one.classList[2])")
        assert drawn == [cell["ballot"] for cell in member["cells"]]
    assert seen.tab.locator("[data-member]").count() == len(withheld)
    seen.tab.locator(f"[data-member={withheld[0]['code']}] .ballot").first.click()
    assert withheld[0]["name"] in words(seen, "case-terms")
    assert f"incident={found.incident}" in seen.tab.url
    seen.tab.get_by_role("button", name=f"Show all {tried}").click()
    drawn = seen.tab.locator(".turn").evaluate_all("(all) => all.map((one) => one.dataset.change)")
    assert drawn == [row["change"] for row in document["changes"]["rows"]]
    href = seen.tab.get_by_test_id("case-watch").get_attribute("href")
    request, said = read_request(href.split("?", 1)[1], Request())
    assert said == "" and request.policies == (f"hague{document['changes']['rows'][0]['adds']}",)
    assert violations(seen) == []
    assert (seen.outside, seen.errors) == ([], [])


def test_it_opens_from_the_log_and_by_enter_on_the_timeline_and_escape_returns(visit, found):
    seen = visit(link(found))
    seen.settle()
    entry = seen.tab.get_by_test_id("log").get_by_role("button").first
    entry.focus()
    seen.tab.keyboard.press("Enter")
    seen.until(TOLD, state="told")
    month = seen.data("month")
    seen.tab.keyboard.press("ArrowRight")  # the picture beneath hears nothing
    seen.tab.keyboard.press("Escape")
    seen.tab.get_by_test_id("case").wait_for(state="detached")
    seen.settle()
    assert seen.data("month") == month and "incident=" not in seen.tab.url
    scrub = seen.tab.get_by_test_id("scrub")
    scrub.focus()
    seen.tab.keyboard.press("Enter")
    seen.until(TOLD, state="told")
    seen.until("location.search.includes('incident=')")
    opened = explain(found.case.life, int(re.search(r"incident=(\d+)", seen.tab.url)[1]))
    assert words(seen, "case-title") == opened.title
    assert int(month) - 1 in [sitting.month for sitting in opened.case.meetings]  # the month voted on it
    seen.tab.keyboard.press("Escape")
    seen.tab.get_by_test_id("case").wait_for(state="detached")
    assert seen.tab.evaluate("document.activeElement.dataset.testid") == "scrub"
    assert seen.errors == []


def test_on_a_phone_it_is_guessed_with_what_allies_knew_and_then_revealed(visit, found):
    seen = visit(link(found, incident=found.incident, view="known"), width=390, height=844, scheme="dark")
    seen.until(TOLD, state="guess")
    document = incident_document(found, known=True)
    suspects, guess = document["evidence"]["suspects"], document["evidence"]["guess"]
    shown = words(seen, "case")
    assert document["title"] not in shown and "◆" not in shown
    assert document["evidence"]["months"][guess + 1]["label"] not in shown
    assert "incident=" not in seen.tab.url  # an identity tells its author
    assert violations(seen) == []
    assert seen.tab.get_by_test_id("guess-reveal").is_disabled()
    author = int(found.case.event["author"])
    seen.tab.get_by_role("radio", name=suspects[author]["name"]).check()
    seen.tab.get_by_role("radio", name="likely").check()
    seen.click("guess-reveal")
    seen.until(TOLD, state="told")
    name = suspects[author]["name"]
    result = words(seen, "guess-result")
    assert result.startswith(f"You, likely: {name}. Allies in ") and f"In truth: {name}." in result
    right = int(found.case.event["named"] == author)
    assert result.endswith(f"So far: you 1 of 1, the allies {right} of 1.")
    seen.until(TRIED, tried=str(len(found.trials)))
    assert words(seen, "case-title") == found.title
    assert violations(seen) == []
    assert seen.tab.evaluate("document.querySelector('.case').scrollWidth - innerWidth") <= 0
    assert seen.errors == []


def test_what_cannot_be_told_is_said_on_the_page(visit):
    seen = visit("/?policy=hague&seed=1&month=3&incident=1")
    seen.until("document.querySelector('[data-testid=case-cause]')?.textContent.startsWith('incident 1 is not')")
    seen.click("case-back")
    seen.tab.get_by_test_id("case").wait_for(state="detached")


def test_allies_are_not_told_of_an_attack_that_nobody_saw(visit, found):
    events = found.case.life.events
    unseen = ((events["tier"] >= 0) & (events["detected"] == 0) & (events["month"] < 60)).nonzero()[0][0]
    seen = visit(f"/?policy=hague&seed=1&month=60&case={unseen}&view=known")
    seen.until("document.querySelector('[data-testid=case-cause]')?.textContent.includes('nobody saw it')")
    assert seen.tab.locator(".case-body").inner_text() == ""


def test_a_policy_with_values_in_its_name_is_watched():
    live = Live(Request((CHANGED,)))
    try:
        changes = live.sessions[0].model.prepared.resolved.changes
        assert [change.month for change in changes if change.entities] == [181]
    finally:
        live.close()


def test_a_link_names_no_file_and_no_agents_of_its_own_in_such_a_policy():
    for name in ("/etc/passwd+bar=0.7", "../x.toml+bar=0.7", "x.py:Agent+bar=0.7"):
        request, said = read_request(f"policy={name.replace('+', '%2B')}", Request())
        assert request == Request() and said


AXIS = """[...document.querySelectorAll('.case .axis span')].filter((one) => getComputedStyle(one).visibility === 'visible')
  .map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"""


@pytest.mark.parametrize("width", [390, 1440])
def test_months_under_the_evidence_stand_apart(disk, width):
    from viz.stories import story

    seen = disk(f"/index.html?case={story('sixty')['run']['row']}&month=10", size="phone" if width == 390 else "desk")
    seen.until(TOLD, state="told")
    seen.settle()
    places = seen.tab.evaluate(AXIS)
    assert len(places) >= 3
    assert all(right < left for (_, right), (left, _) in pairwise(places))
    assert places[-1][1] <= width
