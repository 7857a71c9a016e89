"""Every block of shell and Python on every page works.

Some pages are run command by command elsewhere (RUN_ELSEWHERE). On all others Python is run as it is written, in a
folder that holds a small study as results/demo; what cannot be run here is in NOT_RUN with its reason and only
compiled. Commands are checked without being run, for most would take minutes: that the command, its options and
their values exist, that named policies, scenarios, measures and parameters do, that a script is there.
"""

from __future__ import annotations

import re
import tomllib

import pytest
from documents import PAGES, ROOT, blocks, commands, read

HOW_TOS = [page for page in PAGES if page.startswith("docs/how-to/add-a-")]
RUN_ELSEWHERE = {
    **dict.fromkeys(HOW_TOS, "tests/docs/test_how_to.py"),
    "docs/how-to/another-alliance.md": "tests/docs/test_how_to_own.py",
    "docs/how-to/change-a-decision.md": "tests/docs/test_how_to_own.py",
    "docs/tutorial.md": "tests/docs/test_tutorial.py",
    "docs/clients.md": "tests/clients/conftest.py",
}
NOT_RUN = {
    ("docs/experiments.md", "More than one machine"): "needs a SLURM cluster and a Kubernetes one",
}
PYTHON = [page for page in PAGES if page not in RUN_ELSEWHERE and blocks(page, "python")]
SHELL = [page for page in PAGES if "/how-to/" not in page and blocks(page, "sh")]
STANDS_FOR = {"…": "baseline hague", "DIR": "results/demo", "STUDY.toml": "study.toml", "KEY": "7", "K": "7"}


@pytest.mark.parametrize("page", PYTHON)
def test_the_python_on_a_page_works(page, tmp_path, monkeypatch):
    from experiments import Study, run_study

    monkeypatch.chdir(tmp_path)
    run_study(Study(["baseline", "hague"], runs=3, months=60), "results/demo")
    names = {}
    for block in blocks(page, "python"):
        code = compile(block.text, str(block), "exec")
        if (page, block.heading) not in NOT_RUN:
            exec(code, names)


def test_what_is_not_run_is_there():
    assert {(b.page, b.heading) for page in PAGES for b in blocks(page, "python")} >= set(NOT_RUN)
    assert all((ROOT / test).exists() for test in RUN_ELSEWHERE.values())


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "toml")])
def test_the_toml_on_a_page_is_toml(page):
    assert all(tomllib.loads(block.text) for block in blocks(page, "toml"))


def parsed(words: list[str]):
    """A command's parameters as Typer reads them, their types and bounds checked; nothing is run."""
    import typer.main

    from experiments.cli.app import app

    group = typer.main.get_command(app)
    name, *rest = words or ["--help"]
    if name == "--help":
        return {}
    return group.commands[name].make_context(name, rest).params


def check_foedus(words: list[str]) -> None:
    from experiments.cli.options import measure_names, settings
    from model.parameters import PARAMETERS
    from model.settings import load_policy, load_scenario

    asked = parsed(words)
    for option, load in (("policies", load_policy), ("policy", load_policy), ("scenario", load_scenario)):
        for name in listed(asked.get(option)):
            assert ".toml" in name or ".py" in name or load(name)
    measure_names(listed(asked.get("measure")))
    settings(asked.get("set") or [])
    assert all(PARAMETERS[name] for name in listed(asked.get("parameters")))


def listed(value: str | list[str] | None) -> list[str]:
    """Names given one by one or with commas between."""
    words = [value] if isinstance(value, str) else value or []
    return [name for word in words for name in word.split(",")]


def check(words: list[str]) -> None:
    """One command of a page: a chore of the Makefile, a script, or a command of foedus with all its options."""
    program, *rest = [word.removeprefix(".venv/bin/") for word in words]
    if program == "foedus":
        check_foedus(rest)
    elif program == "make":
        targets = [word for word in rest if "=" not in word]
        assert all(re.search(rf"^{target}:.*## ", read("Makefile"), re.M) for target in targets)
    elif program == "python" and rest[0] == "-m":
        place = ROOT / rest[1].replace(".", "/")
        assert rest[1] in ("pip", "pytest") or place.with_suffix(".py").is_file() or (place / "__main__.py").is_file()
    elif program == "python":
        assert '__name__ == "__main__"' in read(rest[0]), rest[0]
    elif program == "cp":
        assert (ROOT / rest[-1]).parent.is_dir()
    else:
        raise AssertionError(f"no check for '{program}'")


@pytest.mark.parametrize("page", SHELL)
def test_the_commands_on_a_page_exist(page):
    for block in blocks(page, "sh"):
        if "fails" not in block.marks:
            for words in commands(block.text):
                check(words)


@pytest.mark.parametrize("page", [page for page in PAGES if "`foedus " in read(page)])
def test_the_commands_named_in_the_text_exist(page):
    """Whole ones are parsed; of one cut short (a name alone, an option without its value) the names are looked up."""
    for told in re.findall(r"`foedus ([^`]+)`", read(page)):
        words = " ".join(STANDS_FOR.get(word, word) for word in told.split()).split()
        if len(words) > 1 and not words[-1].startswith("--"):
            check(["foedus", *words])
        elif words[0] not in ("--help", "--version"):
            known = options(words[0])
            assert {word for word in words[1:] if word.startswith("--")} <= known, f"{page}: foedus {told}"


def options(name: str) -> set[str]:
    """The options of a command, which must exist."""
    import typer.main

    from experiments.cli.app import app

    parameters = typer.main.get_command(app).commands[name].params
    return {"--help"}.union(*(parameter.opts for parameter in parameters))


@pytest.mark.parametrize(
    "wrong",
    [
        "foedus compair baseline hague",
        "foedus run --monhts 3",
        "foedus run --set tehta=1",
        "make tests",
        "foedus run --policy hagu",
    ],
)
def test_a_command_that_does_not_exist_is_found(wrong):
    with pytest.raises(Exception, match=r"compair|monhts|tehta|hagu|assert"):
        check(wrong.split())
