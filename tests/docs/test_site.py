"""The site builds with warnings as errors, without network, and holds every command and public name; the notebook runs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import nbformat
import pytest
from documents import PAGES, ROOT, read
from nbclient import NotebookClient

import experiments
import model

BUILD = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site; notebooks are not run here."""
    folder = tmp_path_factory.mktemp("site")
    command = [*BUILD, "-D", "nb_execution_mode=off", "-d", str(folder / "doctrees"), "docs", str(folder / "html")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_every_page_is_built(site):
    for page in (page for page in PAGES if page.startswith("docs/")):
        assert (site / page.removeprefix("docs/")).with_suffix(".html").is_file()
    assert (site / "notebooks" / "first-comparison.html").is_file()


def test_the_site_asks_nothing_of_the_network(site):
    loaded = re.compile(
        r"""<(?:script|img|iframe|source)[^>]*\ssrc="(?!data:)(https?:|//)|<link[^>]*href="(https?:|//)"""
    )
    for page in site.rglob("*.html"):
        assert not loaded.search(page.read_text(encoding="utf-8")), page.name
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:|//)", style.read_text(encoding="utf-8")), style.name


def test_the_pages_without_a_server_stand_where_make_docs_puts_them(site):
    from viz.site.offline import ATLAS, WATCH

    assert "python -m viz.site docs/_build/html/live --docs ../index.html" in read("Makefile")
    for page in ("index", "live-view"):
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert set(re.findall(r'href="(live/[^"]*)"', text)) == {f"live/{WATCH}", f"live/{ATLAS}"}


def test_every_public_name_and_every_command_is_on_the_site(site):
    from experiments.cli.app import app

    names, commands = ((site / f"{page}.html").read_text(encoding="utf-8") for page in ("api", "cli"))
    for package in (model, experiments):
        assert [name for name in package.__all__ if f'id="{package.__name__}.{name}"' not in names] == []
    assert [one.name for one in app.registered_commands if f'id="foedus-{one.name}"' not in commands] == []


def test_the_notebook_runs_and_draws():
    notebook = nbformat.read(ROOT / "docs" / "notebooks" / "first-comparison.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 2
    assert not [output for output in outputs if output.output_type == "stream"]


def test_the_version_is_the_same_everywhere():
    declared = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert model.__version__ == declared
    assert re.search(rf"^version: {re.escape(declared)}$", read("CITATION.cff"), re.M)
    assert f"\n## {declared}\n" in read("CHANGELOG.md")


@pytest.mark.long
def test_the_whole_site_builds_with_the_notebook_run(tmp_path):
    cache = f"nb_execution_cache_path={tmp_path / 'cache'}"
    command = [*BUILD, "-D", cache, "-d", str(tmp_path / "doctrees"), "docs", str(tmp_path / "html")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    drawn = [
        path for path in (tmp_path / "html" / "_images").iterdir() if re.fullmatch(r"[0-9a-f]{64}\.png", path.name)
    ]
    assert len(drawn) == 2
