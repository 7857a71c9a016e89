"""A span of months taken away as a GIF: what is in the file, how it is given up, and where it cannot be asked for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from looks import SIZES, violations
from PIL import Image, ImageColor, ImageSequence

LINK = "/?policy=hague&seed=1&month=60"
PAIR = "/compare?policy=baseline&against=hague&seed=1&month=60"
PICTURES = {"1": 5, "2": 3, "4": 2}
"""Pictures of a month, by months a second."""


def asked(seen, first, last, pace="2"):
    """Set up a clip of these months (1 is the first)."""
    seen.tab.get_by_test_id("away").locator("summary").press("Enter")
    for name, value in (("from", str(first)), ("to", str(last)), ("pace", pace)):
        seen.tab.get_by_test_id(f"clip-{name}").select_option(value)
    return seen


def said(seen, text):
    seen.until("document.querySelector('[data-testid=clip-says]').textContent.includes(names.text)", text=text)


def recorded_to(seen, path):
    """Press the button with the keyboard, and keep what is saved."""
    with seen.tab.expect_download() as saved:
        seen.tab.get_by_test_id("clip-start").press("Enter")
    saved.value.save_as(path)
    return saved.value.suggested_filename


def pictures(path):
    """Every picture as it stands on a screen, and how long, in milliseconds."""
    with Image.open(path) as clip:
        assert (clip.format, clip.size) == ("GIF", (1080, 720))
        frames = [(np.asarray(one.convert("RGB")), one.info["duration"]) for one in ImageSequence.Iterator(clip)]
    return [one for one, _ in frames], [lasts for _, lasts in frames]


def test_what_is_chosen_the_moment_the_drawer_opens_stays(disk):
    """The browser tells a while later that it has opened; the span was set anew then, and the button could be dead."""
    seen = disk("/index.html?month=24")
    chosen = seen.tab.evaluate("""async () => {
      const away = document.querySelector('[data-testid=away]'), told = new Promise((done) => {
        away.addEventListener('toggle', () => setTimeout(done));
      });
      away.querySelector('summary').click();
      const [from, to] = ['from', 'to'].map((name) => document.querySelector(`[data-testid=clip-${name}]`));
      const opened = [from.value, to.value];
      from.value = '3';
      to.value = '5';
      await told;
      return [opened, [from.value, to.value]];
    }""")
    assert chosen == [["13", "24"], ["3", "5"]]


@pytest.mark.parametrize("pace", PICTURES)
def test_a_clip_holds_every_month_of_its_span_and_the_page_is_as_before(visit, tmp_path, pace):
    seen = asked(visit(LINK), 30, 35, pace)
    name = recorded_to(seen, tmp_path / "clip.gif")
    assert name == "foedus-clip-2027-06-to-2027-11.gif"
    said(seen, f"{6 * PICTURES[pace]} pictures")
    shown, lasts = pictures(tmp_path / "clip.gif")
    assert len(shown) == 6 * PICTURES[pace]
    assert sum(lasts) == 6 * 1000 // int(pace)
    assert 20_000 < (tmp_path / "clip.gif").stat().st_size < 2_000_000
    ends = shown[PICTURES[pace] - 1 :: PICTURES[pace]]
    for one, other in pairwise(ends):  # each month says its name, and moves the timeline's mark
        assert (one[:40] != other[:40]).any() and (one[578:696] != other[578:696]).any()
    assert (ends[0][62:574] != ends[-1][62:574]).any()
    seen.settle()
    assert seen.data("month") == "60"
    assert (seen.outside, seen.failed, seen.errors) == ([], [], [])


def test_the_same_span_gives_the_same_bytes_on_a_page_without_a_server(disk, tmp_path):
    files = [tmp_path / "one.gif", tmp_path / "other.gif"]
    for file in files:
        recorded_to(asked(disk("/index.html?month=3"), 8, 12), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len(pictures(files[0])[0]) == 15


def test_what_is_drawn_away_again_leaves_no_trace(disk, tmp_path):
    """The last month is the same picture whether others came before it or not."""
    ends = []
    for first in (8, 14):
        recorded_to(asked(disk("/index.html?month=3"), first, 14, "1"), tmp_path / "clip.gif")
        ends.append(pictures(tmp_path / "clip.gif")[0][-1].astype(int))
    apart = abs(ends[0] - ends[1]).max(axis=2)
    assert (apart > 0).mean() < 0.1 and apart.max() < 32  # edges alone, whose colours share what is left of the palette


def test_a_clip_of_two_maps_says_whose_each_is(visit, tmp_path):
    seen = visit(PAIR)
    seen.click("mode-side")
    recorded_to(asked(seen, 59, 60, "1"), tmp_path / "clip.gif")
    style = "getComputedStyle(document.querySelector('.foedus')).getPropertyValue"
    inks = [ImageColor.getrgb(seen.tab.evaluate(f"{style}('--run-{one}').trim()")) for one in "ab"]
    last = pictures(tmp_path / "clip.gif")[0][-1].astype(int)
    for k in range(2):
        label = last[86:108, 540 * k + 16 : 540 * k + 160]
        near = [int((abs(label - ink).max(axis=2) < 40).sum()) for ink in inks]
        assert near[k] > 50 and near[1 - k] == 0, (k, near)


def test_a_clip_is_given_up_by_its_button_and_nothing_is_saved(visit):
    seen = asked(visit(LINK), 1, 120)
    saved = []
    seen.tab.on("download", lambda one: saved.append(one))
    seen.tab.get_by_test_id("clip-start").press("Enter")
    seen.until("document.querySelector('[data-testid=clip-progress]').value > 2")
    assert seen.tab.evaluate("document.activeElement.dataset.testid") == "clip-cancel"
    seen.tab.keyboard.press("Enter")
    said(seen, "Cancelled.")
    assert seen.tab.get_by_test_id("clip-start").is_enabled() and saved == []
    assert seen.tab.get_by_test_id("clip-cancel").is_hidden()
    assert seen.errors == []


@pytest.mark.parametrize(("does", "says"), [("seek", "another month"), ("reset", "another run")])
def test_a_clip_stops_where_the_page_goes_elsewhere(visit, does, says):
    seen = asked(visit(LINK), 1, 120)
    seen.click("clip-start")
    seen.until("document.querySelector('[data-testid=clip-progress]').value > 2")
    if does == "seek":
        seen.tab.get_by_test_id("scrub").fill("100")
        said(seen, says)
    else:
        seen.tab.get_by_test_id("reset").evaluate("(button) => button.click()")
        seen.until("document.querySelector('[data-testid=clip-progress]').hidden")
    seen.settle()
    assert seen.errors == []


@pytest.mark.parametrize(("span", "says"), [((12, 11), "ends before it begins"), ((1, 121), "At most 120 months")])
def test_a_span_that_cannot_be_is_refused_in_words(visit, span, says):
    seen = asked(visit(LINK), *span)
    said(seen, says)
    assert seen.tab.get_by_test_id("clip-start").is_disabled()


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_where_a_clip_is_asked_for(disk, size):
    seen = asked(disk("/index.html?month=12", size=size), 12, 11)
    assert violations(seen) == []
    assert seen.tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
