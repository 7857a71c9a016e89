"""Inks of one palette stay apart for every kind of sight: CIEDE2000 of ten or more, as Machado et al. (2009) say what is seen.

Palettes are told from each other by form (docs/live-view.md), so only inks within one are compared.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from test_palette import scheme

SIGHT = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Linear sRGB as it is seen, severity 1: Machado, Oliveira and Fernandes 2009, table 1."""
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
PALETTES = {
    "tier": (("tier-0", "tier-1", "tier-2", "tier-3"), 18, 12),
    "truth": (("ink", "belief"), 24, 18),
    "ballot": (("support", "abstain", "object"), 15, 18),
    "policy": (("run-a", "run-b"), 48, 49),
    "fate": (("answered", "unanswered", "unnamed", "undetected"), 10, 15),
}
"""Inks, and the smallest difference of any two in the light and in the dark scheme, as the design counted them."""


def lab(colour, sight):
    """CIELAB of a colour as somebody sees it."""
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    x, y, z = XYZ @ np.clip(np.array(sight) @ linear, 0.0, 1.0) / WHITE
    f = [np.cbrt(t) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, other):
    """The colour difference of two colours in CIELAB: Sharma, Wu and Dalal 2005, equations 2 to 22."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c**7 / (c**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        hue = h1 + h2
    else:
        hue = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    angle = np.radians([hue - 30, 2 * hue, 3 * hue + 6, 4 * hue - 63])
    t = 1 + np.array([-0.17, 0.24, 0.32, -0.20]) @ np.cos(angle)
    sl = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turned = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    rt = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(turned))
    dl, dc, dh = dl / sl, dc / sc, dh / sh
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(one, other, difference):
    assert ciede2000(one, other) == pytest.approx(difference, abs=5e-5)  # Sharma et al. 2005, table 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("palette", PALETTES)
def test_inks_of_a_palette_are_apart_for_every_sight(palette, dark):
    inks, (names, *least) = scheme(dark), PALETTES[palette]
    found = {
        (one, other, sight): ciede2000(lab(inks[one], seen), lab(inks[other], seen))
        for one, other in combinations(names, 2)
        for sight, seen in SIGHT.items()
    }
    nearest = min(found, key=found.get)
    assert found[nearest] >= 10.0, nearest
    assert found[nearest] == pytest.approx(least[dark], abs=1.0), nearest
