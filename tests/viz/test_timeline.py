"""The timeline in a browser: jumps by key and button, what a month says, and pictures to take away."""

from __future__ import annotations

import csv
import io
import re

from PIL import Image

LINK = "/?policy=hague&seed=1&month=60"


def taken(seen, name, tmp_path):
    """What a button of *Take away* saves."""
    seen.tab.get_by_test_id("away").evaluate("(menu) => (menu.open = true)")
    with seen.tab.expect_download() as saved:
        seen.click(f"away-{name}")
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def test_letters_jump_while_the_timeline_has_the_focus_and_nowhere_else(visit):
    seen = visit(LINK)
    seen.tab.keyboard.press("x")
    seen.settle()
    assert seen.data("month") == "60"
    seen.tab.get_by_test_id("scrub").focus()
    months = [60]
    for key in ("x", "n", "i", "v"):
        seen.tab.keyboard.press(key)
        seen.until(f"Number(view.month) > {months[-1]}")
        seen.settle()
        months.append(int(seen.data("month")))
    seen.tab.keyboard.press("Shift+V")
    seen.until(f"Number(view.month) < {months[-1]}")
    seen.settle()
    now = int(seen.data("month"))
    seen.click("next-mistake")
    seen.until(f"Number(view.month) > {now}")
    seen.settle()
    seen.tab.get_by_test_id("scrub").focus()
    seen.tab.keyboard.press("ArrowRight")
    seen.until(f"Number(view.month) > {now} + 1")


def hovered(seen, pattern):
    """The tip of the first month whose tip has these words."""
    box = seen.tab.get_by_test_id("scrub").bounding_box()
    for month in range(60):
        seen.tab.mouse.move(box["x"] + (month + 0.5) * box["width"] / 240, box["y"] + 40)
        text = seen.tab.get_by_test_id("time-tip").text_content()
        if re.search(pattern, text):
            return text
    return ""


def test_a_month_under_the_pointer_says_who_did_what_and_who_voted_how(visit):
    seen = visit(LINK)
    seen.settle()
    text = hovered(seen, "objects|object")
    assert re.search(r"\d+ support; [A-Z].* objects?", text)
    assert re.search(r"(Russia|China|Iran|North Korea).*of harm", text)


def test_with_the_allies_eyes_the_timeline_knows_no_more_than_they(visit, tmp_path):
    seen = visit(LINK)
    seen.settle()
    assert hovered(seen, "They are wrong") and hovered(seen, "Undetected")
    seen.click("view-known")
    seen.settle()
    assert not hovered(seen, "They are wrong|Undetected|another’s flag")
    assert seen.tab.get_by_test_id("next-mistake").is_hidden()
    rows = list(csv.DictReader(io.StringIO(taken(seen, "timeline-csv", tmp_path).read_text("utf-8-sig"))))
    assert len(rows) > 100
    assert {row["fate"] for row in rows}.isdisjoint({"undetected", "wrong"})
    assert all(row["author"] == row["named"] for row in rows)
    assert seen.tab.get_by_test_id("away-civilian-harm-csv").count() == 0


def test_a_click_goes_to_the_month(visit):
    seen = visit(LINK)
    box = seen.tab.get_by_test_id("scrub").bounding_box()
    seen.tab.mouse.click(box["x"] + 24.5 * box["width"] / 240, box["y"] + 30)
    seen.until("Math.abs(Number(view.month) - 24) <= 1")
    chart = seen.tab.get_by_test_id("chart-core_share").bounding_box()
    seen.tab.get_by_test_id("chart-core_share").scroll_into_view_if_needed()
    seen.tab.get_by_test_id("chart-core_share").click(position={"x": 46 + (chart["width"] - 54) * 36.5 / 240, "y": 40})
    seen.until("Number(view.month) === 37")


def test_pictures_and_numbers_are_taken_away(visit, tmp_path):
    seen = visit(LINK)
    seen.settle()
    with Image.open(taken(seen, "map-png", tmp_path)) as picture:
        assert picture.size == (3200, 1800)
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 50
    drawn = taken(seen, "map-svg", tmp_path).read_text()
    for text in ("hague · today · seed 1 · Dec 2029 · what is true", "a model, not a forecast", ">RUS<", "supports"):
        assert text in drawn
    assert (
        seen.tab.evaluate(
            "(text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')", drawn
        )
        is None
    )
    rows = list(csv.DictReader(io.StringIO(taken(seen, "credence-csv", tmp_path).read_text("utf-8-sig"))))
    assert (len(rows), rows[0]["month"], rows[-1]["month"]) == (60, "2025-01", "2029-12")
    assert all(0 < float(row["credence"]) < 1 for row in rows)


def test_the_menu_of_a_phone_offers_every_jump(visit):
    seen = visit(LINK, width=390, height=844)
    seen.tab.get_by_test_id("next").select_option("veto")
    seen.until("Number(view.month) > 60")


def test_an_adaptive_policy_shows_where_it_changes_course_and_why(visit, adaptive):
    seen = visit(f"/?policy={adaptive}&seed=1&month=60")
    seen.settle()
    begun = hovered(seen, "changes course")
    assert re.search(
        r"⚑ The policy changes course: when cohesion is below 0\.\d+ for 2 months, while it lasts\.", begun
    )
    assert "⚐ The policy turns back: no more when cohesion" in hovered(seen, "turns back")
