"""The story as a browser plays it: by itself on a first visit, to its end, by keys, still where no motion is wanted."""

from __future__ import annotations

import pytest
from looks import through, to_its_case


@pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")], ids=["desk", "phone"])
def test_a_first_visit_is_told_the_story_to_its_end_and_the_second_is_not(visit, size, scheme):
    seen = visit("/", width=size[0], height=size[1], scheme=scheme, first=True)
    seen.tab.get_by_test_id("story").wait_for()
    through(seen, "sixty")
    cards = seen.tab.get_by_test_id("story-cards").locator("a")
    assert cards.count() == 4 and cards.first.is_visible()
    assert seen.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    seen.tab.keyboard.press("Escape")
    seen.tab.get_by_test_id("story").wait_for(state="detached")
    assert seen.tab.evaluate("document.activeElement.dataset.testid") == "story-open"
    seen.open("/")
    seen.settle()
    assert seen.tab.get_by_test_id("story").count() == 0
    assert (seen.outside, seen.errors) == ([], [])


def test_the_last_scene_leads_to_its_case(visit):
    seen = visit("/?story=sixty", reduced_motion="reduce")
    assert "Russia disrupts" in to_its_case(seen)
    assert seen.tab.get_by_test_id("story").count() == 0


def test_a_link_to_a_picture_shows_the_picture(visit):
    seen = visit("/?policy=hague&seed=4", first=True)
    seen.settle()
    assert seen.tab.get_by_test_id("story").count() == 0


@pytest.mark.parametrize("name", ["veto", "flag", "washington"])
def test_a_lecture_is_told_in_large_type(visit, name):
    seen = visit(f"/?story={name}&large=1")
    seen.tab.get_by_test_id("story").wait_for()
    through(seen, name)
    size = "getComputedStyle(document.querySelector('[data-testid=caption]')).fontSize"
    assert seen.tab.evaluate(size) == "40px"
    assert seen.tab.locator(".foedus-story canvas.map").count() == (2 if name == "washington" else 1)
    assert seen.errors == []


def test_it_goes_on_by_itself_and_stands_while_it_is_paused(visit):
    seen = visit("/?story=sixty")
    seen.tab.get_by_test_id("story").wait_for()
    clock = "document.querySelector('.foedus-story .clock').textContent"
    seen.until(f"{clock} !== '0:00 of 1:00'")
    seen.tab.get_by_test_id("caption").click()  # off the button, where Space is the button's own
    seen.tab.evaluate("document.activeElement.blur()")
    seen.tab.keyboard.press("Space")
    assert seen.tab.get_by_test_id("story-pause").text_content() == "▶ Play"
    stood = seen.tab.evaluate(clock)
    seen.tab.wait_for_timeout(1200)  # longer than a second of its clock
    assert seen.tab.evaluate(clock) == stood


def test_without_motion_every_scene_stands_at_its_end(visit):
    seen = visit("/?story=sixty", reduced_motion="reduce")
    seen.tab.get_by_test_id("story").wait_for()
    assert seen.tab.get_by_test_id("story-pause").is_hidden()
    through(seen, "sixty")
