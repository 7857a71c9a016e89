"""What several tests of pages look with: sizes, axe-core, a story to its end.

`vendor/axe.min.js` is axe-core 4.14.1 as its makers publish it (MPL 2.0), so that the tests need no node.
"""

from __future__ import annotations

from pathlib import Path

from viz.stories import stories

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LEAST_RULES = 20
"""Rules that find something to look at on the barest page: fewer would mean that axe looked at nothing."""
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
CAPTION = "document.querySelector('[data-testid=caption]')?.textContent === names.text"


OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules whose answer hangs on the inks: they look again in the other scheme, the rest of the page being the same."""
INKED = "Promise.all(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished.catch(() => 0)))"
"""Inks pass over to the other scheme in a fraction of a second."""
DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


def ink(seen, scheme):
    """Turn to light or dark, and wait until the inks have passed over."""
    seen.tab.emulate_media(color_scheme=scheme)
    seen.tab.evaluate(INKED)


def violations(seen):
    """What axe finds in the page's own scheme and, where rules look at colours, in the other; that it looked is held too."""
    if not seen.tab.evaluate("Boolean(window.axe)"):
        seen.tab.evaluate(AXE)
    own, turned = ("dark", "light") if seen.tab.evaluate(DARK) else ("light", "dark")
    found = seen.tab.evaluate("axe.run(document)")
    ink(seen, turned)
    other = seen.tab.evaluate("(rules) => axe.run(document, { runOnly: { type: 'rule', values: rules } })", OF_COLOURS)
    ink(seen, own)
    assert len(found["passes"]) >= LEAST_RULES and other["passes"]
    return [
        f"{one['impact']}: {one['id']}: {node['html'][:120]}"
        for one in (*found["violations"], *other["violations"])
        for node in one["nodes"]
    ]


def captions(name):
    return [scene["caption"] for scene in stories()[name]["scenes"]]


def through(seen, name):
    """Every caption in turn, by the arrow."""
    for at, text in enumerate(captions(name)):
        if at:
            seen.tab.keyboard.press("ArrowRight")
        seen.until(CAPTION, text=text)


def to_its_case(seen):
    """From the story's first caption to the case that its last scene asks about; its title."""
    seen.tab.get_by_test_id("story").wait_for()
    through(seen, "sixty")
    seen.tab.get_by_test_id("story-cards").get_by_text("Why did nobody answer?").click()
    seen.until("document.querySelector('[data-testid=case]')?.dataset.state === 'told'")
    return seen.tab.get_by_test_id("case-title").text_content()
