"""Every link of every page leads somewhere, and every page is on the site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from documents import FENCE, PAGES, ROOT, read

NOTEBOOKS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def prose(page: str) -> str:
    """A page without its code; of a notebook the cells of text."""
    if page.endswith(".ipynb"):
        cells = json.loads(read(page))["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return FENCE.sub("", read(page))


def anchors(page: str) -> set[str]:
    """The names that a page's headings can be linked by: lower case, words apart by hyphens, no signs."""
    headings = (heading.strip().lower() for heading in re.findall(r"^#+ (.*)$", prose(page), re.M))
    return {re.sub(r"[^\w -]", "", heading).replace(" ", "-") for heading in headings}


def broken(page: str) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(prose(page)):
        if link.startswith(("https://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / page).parent / target if target else ROOT / page
        if not path.exists() or anchor and anchor not in anchors(path.resolve().relative_to(ROOT).as_posix()):
            found.append(link)
    return found


@pytest.mark.parametrize("page", [*PAGES, *NOTEBOOKS])
def test_every_link_leads_somewhere(page):
    assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    monkeypatch.setitem(globals(), "prose", lambda page: (tmp_path / page).read_text())
    (tmp_path / "a.md").write_text("# One two\n[ok](#one-two) [ok](b.md) [no](c.md) [no](b.md#three)")
    (tmp_path / "b.md").write_text("# Two\n")
    assert broken("a.md") == ["c.md", "b.md#three"]


def test_every_page_and_notebook_is_in_the_table_of_contents():
    trees = re.findall(r"```\{toctree\}\n(.*?)```", read("docs/index.md"), re.S)
    listed = {line for tree in trees for line in tree.splitlines() if line and not line.startswith(":")}
    there = {
        Path(page).relative_to("docs").with_suffix("").as_posix() for page in [*PAGES, *NOTEBOOKS] if "docs/" in page
    }
    assert there - listed == {"index"}
    assert listed - there == set()


def test_notebooks_are_kept_without_outputs():
    """They are run as the site is built; what is kept would only grow old."""
    for notebook in NOTEBOOKS:
        cells = json.loads(read(notebook))["cells"]
        assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
