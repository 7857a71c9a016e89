"""The docs' generated tables are those of the declarations, and no mechanism, policy or file is named that is not there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from experiments.analysis.mechanisms import MECHANISMS
from experiments.validation.bands import BANDS
from experiments.validation.robustness import FINDINGS
from model.parameters import PARAMETERS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["odd.md", "mechanisms.md", "validation.md", "hindcast.md", "robustness.md", "studies/washington-leaves.md"]


@pytest.fixture(scope="module")
def tables():
    spec = importlib.util.spec_from_file_location("docs_tables", DOCS / "tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_reference_is_what_the_declarations_say(tables):
    assert page("reference.md") == tables.reference(), "run: python docs/tables.py"


def test_the_off_switches_are_what_the_declarations_say(tables):
    assert page("mechanisms.md") == tables.mechanisms(page("mechanisms.md")), "run: python docs/tables.py"


def test_all_that_is_random_is_listed_in_odd(tables):
    assert page("odd.md") == tables.odd(page("odd.md")), "run: python docs/tables.py"


def test_a_number_beside_a_parameters_name_is_its_default():
    pairs = re.findall(r"([\d.]+) \(`(\w+)`\)", page("mechanisms.md"))
    assert pairs and [(n, number) for number, n in pairs if float(number) != PARAMETERS[n].default] == []


WORK = re.compile(r"[A-ZÉ][\wäüö'’-]+(?:, [A-Z][\w'’-]+)*(?: & [A-Z][\w'’-]+| et al\.)? (?:19|20)\d\d")


def works():
    """Every "Name YEAR" in a source of a parameter, or after "Source:" in a rule."""
    sources = [p.source for p in PARAMETERS.values()]
    for file in [*sorted((DOCS.parent / "model/rules").glob("*.py")), DOCS.parent / "model/closed_forms.py"]:
        sources += re.findall(r"Source: (.*?)(?=\"\"\"|\n\n)", file.read_text(encoding="utf-8"), re.S)
    return {(w.split(" ")[0].strip(","), w[-4:]) for text in sources for w in WORK.findall(" ".join(text.split()))}


def test_every_work_cited_by_a_parameter_or_a_rule_is_in_odds_references():
    listed = page("odd.md").partition("## References")[2]
    entries = [" ".join(entry.split()) for entry in listed.split(" · ") + listed.split("\n")]
    missing = [(who, year) for who, year in works() if not any(who in e and year in e for e in entries)]
    assert len(works()) > 40 and sorted(missing) == []


def test_every_declared_mechanism_has_its_equation():
    written = page("mechanisms.md").partition("<!--")[0]
    assert [m.name for m in MECHANISMS if not m.equation and m.name not in written] == []


def test_every_band_is_on_the_validation_page():
    assert [band.name for band in BANDS if band.name not in page("validation.md")] == []


@pytest.mark.parametrize("name", PAGES)
def test_files_named_in_a_page_exist(name):
    text = page(name)
    named = set(re.findall(r"`((?:model|experiments|tests|docs)/[\w/.-]+\.(?:py|csv|toml|md))`", text))
    assert named, "a page names at least one file"
    assert [file for file in named if not (DOCS.parent / file).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_between_pages_lead_somewhere(name):
    for target, anchor in re.findall(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)", page(name)):
        there = (DOCS / name).parent / target
        assert there.exists(), target
        headings = [
            re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-")
            for h in re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.M)
        ]
        assert not anchor or anchor in headings, f"{target}#{anchor}"


def test_every_finding_is_on_the_robustness_page():
    text = page("robustness.md")
    assert [one.name for one in FINDINGS if text.count(one.name) < 2] == []


def test_the_drawing_of_the_backtest_is_what_its_script_draws():
    spec = importlib.util.spec_from_file_location("docs_allies", DOCS / "allies.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    drawn = module.panels(module.Backtest())
    assert page("backtest-allies.svg") == drawn, "run: python docs/allies.py"
    assert drawn.count("persistence") == 31, "a panel an ally"
