"""The site: Sphinx, MyST and furo, without network. `make docs` builds it; a warning is an error.

Two parts of the reference are written into `_build` as the build begins, so that they cannot fall behind the code: every
command with its options (by Typer's own generator), and the public names of `model` and `experiments`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

import experiments  # noqa: E402  (the checkout's, not one installed elsewhere)
import model  # noqa: E402
from model.state import STATES  # noqa: E402

project = "foedus"
author = "The foedus authors"
project_copyright = author
version = release = model.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["_build", "**.ipynb_checkpoints"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
suppress_warnings = ["myst.xref_missing_directory"]

nb_execution_mode = "cache"  # the notebook runs as the site is built, and again only when it changes
nb_execution_cache_path = str(HERE / "_build" / "notebooks")
nb_execution_timeout = 300
nb_execution_raise_on_error = True

default_role = "code"  # docstrings are plain text with names between backticks
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True

smartquotes_action = "qe"  # quotes and dots only: `--seed` keeps its dashes
toc_object_entries = False

html_theme = "furo"
html_title = "foedus"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
copybutton_prompt_text = "$ "


def commands() -> str:
    """Every command of `foedus`, as Typer tells them."""
    told = subprocess.run(
        [sys.executable, "-m", "typer", "experiments.cli.app", "utils", "docs", "--name", "foedus"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    _, _, each = told.partition("\n## ")  # before it, a list of the same commands with their first words
    return f"## {each}"


def names() -> str:
    """The public names of both packages, each with its docstring."""
    parts = []
    for package in (model, experiments):
        parts.append(f"## `{package.__name__}`\n")
        for name in package.__all__:
            thing = getattr(package, name)
            kind = "autoclass" if isinstance(thing, type) else "autofunction" if callable(thing) else "autodata"
            columns = ", ".join(STATES)  # agents' attributes, which the reference lists
            members = f":members:\n   :exclude-members: {columns}\n"
            options = {"autoclass": members, "autodata": ":no-value:\n"}.get(kind, "")
            parts.append(f"```{{eval-rst}}\n.. {kind}:: {package.__name__}.{name}\n   {options}```\n")
    return "\n".join(parts)


def write_parts(*_: object) -> None:
    """Both parts, where the pages include them from."""
    (HERE / "_build").mkdir(exist_ok=True)
    (HERE / "_build" / "commands.md").write_text(commands(), encoding="utf-8")
    (HERE / "_build" / "names.md").write_text(names(), encoding="utf-8")


def setup(app) -> None:
    app.connect("builder-inited", write_parts)
