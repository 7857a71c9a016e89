"""Everybody can use the view: axe-core finds nothing on any page, and the keyboard does what it does elsewhere."""

from __future__ import annotations

import pytest
from looks import SIZES, violations

PAGES = {
    "watch": "/?policy=hague&seed=1&month=24",
    "compare": "/compare?month=24",
    "explore": "/explore",
    "about": "/about",
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(visit, page, size):
    seen = visit(PAGES[page], width=SIZES[size][0], height=SIZES[size][1])
    if page in ("watch", "compare"):
        seen.settle()
        if size == "desk":
            open_all(seen)
    assert violations(seen) == []


def open_all(seen):
    """Unfold the levers, mark a change, open a state, and look with the allies' eyes: all that can stand on the page."""
    seen.tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    seen.tab.get_by_test_id("seed").fill("77")
    seen.tab.get_by_test_id("walk").focus()
    seen.tab.keyboard.press("Enter")
    seen.tab.get_by_test_id("view-known").press("Enter")  # a drawer lies over it
    seen.settle()


def test_axe_finds_nothing_where_results_are_shown(visit, tmp_path):
    from experiments import Study, run_study

    run_study(Study(("baseline", "hague"), ("today",), 3, 1, 36, keep=("series",)), tmp_path / "r")
    seen = visit(f"/explore?folder={tmp_path / 'r'}")
    seen.tab.get_by_test_id("effects").wait_for()
    assert violations(seen) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_its_language_can_be_zoomed_and_has_landmarks(visit, page):
    seen = visit(PAGES[page])
    assert seen.tab.evaluate("document.documentElement.lang") == "en"
    zoom = seen.tab.locator("meta[name=viewport]").get_attribute("content")
    assert "maximum-scale" not in zoom and "user-scalable" not in zoom
    assert [seen.tab.locator(tag).count() for tag in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]


def test_space_and_enter_on_a_button_press_that_button_alone(visit):
    seen = visit("/?seed=4&month=5")
    for key in ("Space", "Enter"):
        seen.tab.get_by_test_id("view-known").focus()
        seen.tab.keyboard.press(key)
        seen.settle()
        assert (seen.data("month"), seen.tab.get_by_test_id("play").get_attribute("aria-pressed")) == ("5", "false")
    assert seen.tab.get_by_test_id("view-known").get_attribute("aria-checked") == "true"
    seen.tab.get_by_test_id("play").focus()
    seen.tab.keyboard.press("Space")
    seen.until_month("m > 6")


def test_arrows_in_the_choice_of_eyes_choose_and_do_not_step(visit):
    seen = visit("/?seed=4&month=5")
    seen.tab.get_by_test_id("view-true").focus()
    seen.tab.keyboard.press("ArrowRight")
    seen.settle()
    assert seen.data("month") == "5"
    assert seen.tab.evaluate("document.activeElement.dataset.testid") == "view-known"
    assert seen.tab.get_by_test_id("view-known").get_attribute("aria-checked") == "true"
    seen.tab.keyboard.press("ArrowRight")
    assert seen.tab.evaluate("document.activeElement.dataset.testid") == "view-true"


def test_the_slider_says_its_month(visit):
    seen = visit("/?seed=4&month=5")
    assert seen.tab.get_by_test_id("scrub").get_attribute("aria-valuetext").startswith("May 2025. ")


def test_every_state_is_reached_by_the_keyboard_and_enter_opens_it(visit):
    seen = visit("/?seed=4&month=5")
    seen.settle()
    walk = seen.tab.get_by_test_id("walk")
    walk.focus()
    said = []
    for _ in range(walk.locator("[role=option]").count()):
        said.append(seen.tab.locator(f"[id='{walk.get_attribute('aria-activedescendant')}']").text_content())
        seen.tab.keyboard.press("ArrowRight")
    assert len(set(said)) == len(said) == 37
    hungary = next(one for one in said if one.startswith("Hungary"))
    assert hungary == "Hungary, ally, no vote this month"
    for _ in range(said.index(hungary)):
        seen.tab.keyboard.press("ArrowRight")
    seen.tab.keyboard.press("Enter")
    seen.settle()
    assert "Hungary, ally" in seen.tab.get_by_test_id("state").text_content()
    assert seen.data("month") == "5"
