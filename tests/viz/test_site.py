"""The folder without a server: opened from the disk with the network off, it says what the live view says."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from looks import through, to_its_case, violations

from model.errors import RequestError
from viz.history import Seen, next_month
from viz.panels import log_rows, state_panel
from viz.request import Request
from viz.site.__main__ import main
from viz.site.atlas import atlas
from viz.site.offline import offline_stories
from viz.stories import story

RUN = story("sixty")["run"]
REQUEST = Request((RUN["policy"],), RUN["scenario"], RUN["seed"])
LOOKS = [("desk", "light"), ("phone", "dark")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_first_visit_is_told_the_story_to_its_end_and_then_the_run_plays(disk, size, scheme):
    seen = disk("/index.html", size=size, scheme=scheme, first=True)
    seen.tab.get_by_test_id("story").wait_for()
    through(seen, "sixty")
    assert seen.tab.get_by_test_id("story-cards").locator("a[href]").count() == 4
    seen.tab.keyboard.press("Escape")
    seen.tab.get_by_test_id("story").wait_for(state="detached")
    seen.tab.get_by_test_id("speed").select_option("30")
    seen.click("play")
    seen.until_month("m > 6")
    seen.click("play")
    seen.settle()
    assert seen.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_axe_finds_nothing(disk, size, scheme):
    seen = disk("/index.html?month=10", size=size, scheme=scheme)
    seen.settle()
    assert violations(seen) == []
    seen.open("/atlas.html")
    assert violations(seen) == []
    seen.open("/atlas.html?objective=")
    assert violations(seen) == []
    assert seen.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_last_scene_of_the_story_leads_to_its_case(disk):
    seen = disk("/index.html?story=sixty", reduced_motion="reduce")
    title = to_its_case(seen)
    assert story("sixty")["run"]["row"] == RUN["row"]
    assert "by one objection" in title


def test_every_lecture_and_card_leads_to_a_page_that_is_there():
    hrefs = [card["href"] for one in offline_stories(REQUEST).values() for card in one["cards"] if card["href"]]
    assert {href.partition("?")[0] for href in hrefs} == {"index.html", "atlas.html"}

    for one in offline_stories(REQUEST).values():
        assert any(card["href"] for card in one["cards"])


@pytest.mark.parametrize("name", ["veto", "flag"])
def test_a_lecture_is_told(disk, name):
    seen = disk(f"/index.html?story={name}&large=1")
    seen.tab.get_by_test_id("story").wait_for()
    through(seen, name)


def test_cases_that_are_kept_open_from_the_log_and_the_others_do_not_promise_to(disk):
    seen = disk("/index.html?month=48")
    seen.settle()
    lines = seen.tab.get_by_test_id("log").locator("button")
    lines.filter(has_not_text="Why?").first.click()
    seen.settle()
    assert seen.tab.get_by_test_id("case").count() == 0
    seen.tab.get_by_test_id("log-filter").fill("DEU disruption")  # the story's
    lines.filter(has_text="Why? ›").first.click()
    seen.until("document.querySelector('[data-testid=case]')?.dataset.state === 'told'")


def fingerprint(session, month):
    """As the page makes it of the frame that it drew."""
    bits = np.frombuffer(session.pack(month), np.uint32)
    value = 0x811C9DC5
    for word in bits.tolist():
        value = (value ^ word) * 0x01000193 & 0xFFFFFFFF
    return f"{value:08x}"


def test_a_month_has_the_bits_of_the_run(disk, recorded):
    seen = disk("/index.html?month=10")
    for month in (10, 33):
        seen.seek(month)
        seen.settle()
        assert seen.data("state") == fingerprint(recorded[1], month)


@pytest.mark.parametrize("eyes", ["true", "known"])
def test_jumps_go_where_the_live_view_goes(disk, recorded, eyes):
    seen, known = disk(f"/index.html?month=5{'&view=known' if eyes == 'known' else ''}"), eyes == "known"
    for kind in ("attack", "naming", "vote", "veto"):
        seen.seek(5)
        seen.click(f"next-{kind}")
        seen.settle()
        wanted = next_month(recorded[1], kind, 5, False, Seen(known=known, least=0.005))
        assert wanted is not None and seen.data("month") == str(wanted), kind


def test_a_state_and_the_log_say_what_the_live_view_says(disk, recorded):
    month, session = 41, recorded[1]
    seen = disk(f"/index.html?month={month}")
    row = session.roster.codes.index("HUN")
    seen.tab.get_by_test_id("walk").focus()
    for _ in range(len(session.roster.codes)):
        at = seen.tab.get_by_test_id("walk").get_attribute("aria-activedescendant")
        if at == f"state-0-{row}":
            break
        seen.tab.keyboard.press("ArrowRight")
    seen.tab.keyboard.press("Enter")
    seen.settle()
    panel = state_panel(session, month, row)
    text = seen.tab.get_by_test_id("state").text_content()
    assert panel["vote"]["title"] in text
    for group in panel["groups"]:
        for label, value in group["rows"]:
            figure, digits = float(value.split()[0].replace(",", "")), len(value.split()[0].partition(".")[2])
            shown = re.search(rf"{re.escape(label)}(-?[\d,.]+)", text)
            assert abs(float(shown[1].replace(",", "")) - figure) < 1.5 * 10**-digits, label
            assert len(shown[1].partition(".")[2]) == digits and " ".join(value.split()[1:]) in text
    logged = seen.tab.get_by_test_id("log").locator("li").all_text_contents()
    for one, entry in zip(log_rows(session, month, 20), logged, strict=False):
        assert f"{one['when']} {one['author']} → {one['target']} {one['tier']}" in entry


def test_a_colour_of_states_has_a_scale(disk):
    seen = disk("/index.html?month=12&measure=credence")
    seen.settle()
    assert "measure=credence" in seen.tab.url
    seen.click("key")
    assert "belief that the alliance answers" in seen.tab.locator(".legend").text_content()


def test_a_kept_case_is_guessed_and_revealed(disk):
    seen = disk(f"/index.html?month=17&view=known&case={RUN['row']}")
    case = seen.tab.get_by_test_id("case")
    seen.until("document.querySelector('[data-testid=case]')?.dataset.state === 'guess'")
    assert "by one objection" not in case.text_content()
    case.get_by_text("Just tell me").click()
    seen.until("document.querySelector('[data-testid=case]').dataset.state === 'told'")
    assert "by one objection" in case.get_by_test_id("case-title").text_content()
    assert int(case.get_by_test_id("case-changes").get_attribute("data-tried")) > 20
    assert not case.get_by_test_id("case-watch").is_visible()


def test_what_needs_a_server_is_off_and_says_so(disk):
    seen = disk("/index.html?month=3")
    assert seen.tab.get_by_test_id("banner").text_content() == "Recorded: levers need foedus watch."
    seen.set_up()
    for off in ("policy", "scenario", "seed", "reset"):
        assert seen.tab.get_by_test_id(off).is_disabled()
    assert seen.tab.get_by_test_id("measure").is_enabled()
    seen.tab.keyboard.press("Escape")
    seen.open("/index.html?month=48&case=1")
    seen.until("document.querySelector('[data-testid=case-cause]')?.textContent.includes('foedus watch')")


def test_the_atlas_is_filtered_and_sorted(disk):
    held = atlas()
    first = held["scenarios"][0]
    seen = disk("/atlas.html?objective=damage&extremes=1")
    rows = seen.tab.locator("[data-testid=atlas-table] tbody tr")
    assert rows.count() == len(held["policies"])
    at = [one["name"] for one in held["objectives"]].index("damage")
    found = {row[0]: row[3] for row in first["rows"] if row[1:3] == [at, 0]}
    names = [held["policies"][k]["name"] for k in sorted(found, key=lambda k: found[k])]
    assert rows.evaluate_all("(all) => all.map((one) => one.dataset.name)") == names
    seen.click("atlas-sort-difference")
    assert rows.evaluate_all("(all) => all.map((one) => one.dataset.name)") == names[::-1]
    seen.tab.get_by_test_id("atlas-worlds").select_option(index=3)
    assert first["worlds"][3]["meaning"] in seen.tab.get_by_test_id("atlas-says").text_content()
    seen.tab.get_by_test_id("atlas-reading").select_option("better")
    better = [k for k, one in enumerate(held["verdicts"]) if "better" in one]
    assert rows.count() == sum(row[1:3] == [at, 3] and row[-1] in better for row in first["rows"])
    seen.tab.get_by_test_id("atlas-policy").select_option("hague")
    seen.tab.get_by_test_id("atlas-objective").select_option("")
    seen.tab.get_by_test_id("atlas-reading").select_option("")
    assert rows.count() == len(held["objectives"])


def test_the_atlas_is_filtered_by_scenario(disk):
    held = atlas()
    first, other = held["scenarios"][:2]
    at = [one["name"] for one in held["objectives"]].index("civilian_harm")
    seen = disk("/atlas.html?policy=hague&objective=civilian_harm")
    place = [[one["name"] for one in held["policies"]].index("hague"), at, 0]
    figure = seen.tab.locator("[data-testid=atlas-table] tbody td.difference")
    shown = [figure.text_content()]
    assert first["title"] in seen.tab.get_by_test_id("atlas-says").text_content()
    seen.tab.get_by_test_id("atlas-scenario").select_option(other["name"])
    shown.append(figure.text_content())
    assert other["title"] in seen.tab.get_by_test_id("atlas-says").text_content()
    assert other["meaning"] in seen.tab.get_by_label("how to read it").text_content()
    assert f"--scenario {other['name']}" in seen.tab.locator("code").first.text_content()
    means = [next(row[3] for row in one["rows"] if row[:3] == place) for one in (first, other)]
    assert means[0] != means[1] and shown[0] != shown[1]
    assert seen.tab.get_by_test_id("atlas-worlds").locator("option").count() == len(other["worlds"])
    link = seen.tab.url
    assert f"scenario={other['name']}" in link
    seen.open("/" + link.rpartition("/")[2])
    assert figure.text_content() == shown[1]


def test_the_page_is_small_enough_to_send(recorded, tmp_path):
    from viz.site.recording import record

    months = recorded[1].reached
    told = record(REQUEST, months, 0, recorded[1])
    year = sum(len(json.dumps(told[name])) for name in ("frames", "states", "terms", "history")) / (months / 12)
    assert 20 * year < 2.2e6  # characters of twenty years, cases and script aside


def test_a_wrong_run_is_refused_in_one_line(tmp_path, capsys):
    assert main([str(tmp_path / "site"), "--policy", "hage"]) == 2
    said = capsys.readouterr().err
    assert "hague" in said and said.count("\n") == 1
    assert not (tmp_path / "site").exists()
    with pytest.raises(RequestError):
        Request(("hague",), "tody", 1)
