"""Every ink of the palettes stands out from its ground: text at 4.5 to 1 or more, marks at 3 unless they have an edge."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("viz") / "javascript" / "view.css").read_text(encoding="utf-8")
TEXT = ("ink", "soft", "accent", "bad")
MARKS = (
    *("tier-0", "tier-1", "tier-2", "belief", "support", "abstain", "object", "run-a", "run-b"),
    *("answered", "unanswered", "wrong", "edge"),
)


def scheme(dark):
    """The custom properties of a scheme, as the page has them."""
    blocks = re.findall(r"\.foedus, \.foedus-story \{(.*?)\n\s*\}", CSS, re.S)
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", blocks[0]))
    return found | (dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", blocks[1])) if dark else {})


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_marks_stand_out(dark):
    inks = scheme(dark)
    for name in TEXT:
        assert contrast(inks[name], inks["ground"]) >= 4.5, name
    for name in MARKS:
        assert contrast(inks[name], inks["ground"]) >= 3.0, name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_tiers_and_fates_are_told_apart_by_lightness_too(dark):
    inks = scheme(dark)
    for names in (("tier-0", "tier-2", "tier-3"), ("answered", "unanswered", "unnamed", "undetected")):
        light = [luminance(inks[name]) for name in names]
        assert light in (sorted(light), sorted(light, reverse=True)), names
