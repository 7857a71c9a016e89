"""Compiled code is kept, found again, and never stale; each test works on a copy of the package in its own process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import pytest

import model.records
import model.rule

PACKAGE = Path(model.rule.__file__).parent

PROBE = '''
from model.rule import rule
from model.rules.learning import belief


@rule
def probe(punished, unpunished):
    """Calls a rule that stands in another file."""
    return 10.0 * belief(punished, unpunished)
'''


class Rows(NamedTuple):
    """A world of one table."""

    rows: np.recarray


USE = "from model.probe import probe; print(probe(1.0, 3.0), sum(probe.stats.cache_hits.values()))"


@pytest.fixture
def place(tmp_path):
    """A copy of the package that no other test shares, with one rule more."""
    shutil.copytree(PACKAGE, tmp_path / "model", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "model" / "probe.py").write_text(PROBE)
    return tmp_path


def python(place: Path, code: str, **environment: str) -> subprocess.CompletedProcess:
    settings = {
        "PYTHONPATH": str(place),
        "FOEDUS_CACHE": str(place / "cache"),
        "PATH": os.environ["PATH"],
        **environment,
    }
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=settings,
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result


def test_an_edited_rule_is_never_stale(place):
    assert python(place, USE).stdout.split() == ["2.5", "0"]
    assert python(place, USE).stdout.split() == ["2.5", "1"], "the second process finds the compiled code"
    file = place / "model" / "rules" / "learning.py"
    text = file.read_text()
    assert text.count("return punished / total") == 1
    file.write_text(text.replace("return punished / total", "return 2.0 * punished / total"))
    assert python(place, USE).stdout.split() == ["5.0", "0"], "the calling file did not change, its result did"
    file.write_text(text)
    assert python(place, USE).stdout.split() == ["2.5", "1"], "the version before is still there"


def test_the_three_newest_versions_are_kept(place):
    cache = place / "cache"
    for age, name in enumerate(["a", "b", "c", "d"]):
        folder = cache / f"rules-{name * 16}"
        folder.mkdir(parents=True)
        os.utime(folder, (1e9 - age, 1e9 - age))
    (cache / "someone's own").mkdir()
    current = python(place, "import model.rule; print(model.rule.cache_folder().name)").stdout.strip()
    names = {folder.name for folder in cache.iterdir()}
    assert names == {current, "rules-" + "a" * 16, "rules-" + "b" * 16, "someone's own"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "cache"),
        ({"FOEDUS_CACHE": "", "XDG_CACHE_HOME": "{place}/xdg"}, "xdg/foedus"),
        ({"FOEDUS_CACHE": "", "HOME": "{place}/home"}, "home/.cache/foedus"),
        (
            {"FOEDUS_CACHE": "/proc/none", "XDG_CACHE_HOME": "/proc/none", "HOME": "/proc/none", "TMPDIR": "{place}"},
            "foedus-",
        ),
    ],
)
def test_the_first_writable_folder_is_taken(place, environment, expected):
    settings = {name: value.format(place=place) for name, value in environment.items()}
    folder = python(place, USE + "; import model.rule; print(model.rule.cache_folder())", **settings).stdout.split()[-1]
    assert folder.startswith(str(place / expected))
    assert list(Path(folder).rglob("probe.*.nbc"))
    assert Path(folder).stat().st_mode & 0o077 == 0


def test_without_any_writable_folder_it_works_and_says_so(place):
    nowhere = {"FOEDUS_CACHE": "/proc/none", "XDG_CACHE_HOME": "/proc/none", "HOME": "/proc/none"}
    result = python(place, "import tempfile; tempfile.tempdir = '/proc/none'; " + USE, **nowhere)
    assert result.stdout.split() == ["2.5", "0"]
    assert result.stderr.count("FOEDUS_CACHE") == 1


def test_code_that_others_could_write_is_not_run(place):
    asked = "import model.rule; print(model.rule.cache_folder())"
    first = Path(python(place, asked, HOME=str(place / "home")).stdout.strip())
    first.chmod(0o777)
    second = Path(python(place, asked, HOME=str(place / "home")).stdout.strip())
    assert first.is_relative_to(place / "cache")
    assert second.is_relative_to(place / "home")


def test_is_warm_once_the_module_is_compiled(place):
    asked = "from model.rule import is_warm; print(is_warm('probe'))"
    assert python(place, asked).stdout == "False\n"
    python(place, USE)
    assert python(place, asked).stdout == "True\n"
    assert python(place, asked, NUMBA_DISABLE_JIT="1", FOEDUS_CACHE=str(place / "new")).stdout == "True\n"


def test_with_the_compiler_off_a_rule_is_the_function(place):
    code = "from model.probe import probe; import types; print(type(probe) is types.FunctionType, probe(1.0, 3.0))"
    assert python(place, code, NUMBA_DISABLE_JIT="1").stdout == "True 2.5\n"


def test_a_module_loaded_twice_keeps_its_code_apart(place):
    code = """
import importlib.util, sys
from model.probe import probe
from model.rule import cached_in, cache_folder, rule
print(probe(1.0, 3.0))
spec = importlib.util.spec_from_file_location("swapped", probe.py_func.__code__.co_filename)
module = sys.modules["swapped"] = importlib.util.module_from_spec(spec)
with cached_in("swapped"):
    spec.loader.exec_module(module)
    @rule
    def other(punished, unpunished):
        return punished
module.belief = other
print(module.probe(1.0, 3.0), probe(1.0, 3.0))
print(len(list((cache_folder() / "swapped").rglob("probe.*.nbc"))), len(list(cache_folder().rglob("probe.*.nbc"))))
"""
    for _ in range(2):
        assert python(place, code).stdout.split() == ["2.5", "10.0", "2.5", "1", "2"]


def test_source_hash_sees_code_data_and_settings(place):
    asked = "from model.rule import source_hash, code_hash; print(source_hash(), code_hash())"
    before = python(place, asked).stdout.split()
    (place / "model" / "more.csv").write_text("a,b\n1,2\n")
    data = python(place, asked).stdout.split()
    (place / "model" / "more.csv").rename(place / "model" / "renamed.csv")
    renamed = python(place, asked).stdout.split()
    (place / "model" / "more.toml").write_text("theta = 0.4\n")
    settings = python(place, asked).stdout.split()
    (place / "model" / "probe.py").write_text(PROBE + "\n")
    code = python(place, asked).stdout.split()
    assert len({row[0] for row in (before, data, renamed, settings, code)}) == 5
    assert before[1] == data[1] == settings[1] != code[1]


def test_what_no_run_reads_changes_no_hash(place):
    asked = "from model.rule import source_hash, code_hash; print(source_hash(), code_hash())"
    before = python(place, asked).stdout
    file = place / "model" / "closed_forms.py"
    file.write_text(file.read_text() + "# edited\n")
    assert python(place, asked).stdout == before
    run = "import sys; from model import simulate, AllianceModel; import model.swap; simulate(months=1); "
    run += "AllianceModel(months=1).step(); print('model.closed_forms' in sys.modules)"
    assert python(place, run, NUMBA_DISABLE_JIT="1").stdout.split() == ["False"]


def test_other_compiled_functions_are_left_alone():
    before = numba.config.CACHE_DIR
    twice = model.rule.rule(lambda x: 2 * x)
    assert twice(4) == 8
    assert before == numba.config.CACHE_DIR


DOUBLES = """
@rule(allocates={allocates})
def double(world):
    for i in range(len(world.rows)):
        world.rows[i].most = 2.0 * world.rows[i].most
"""
ALLOCATES = """
@rule
def twice(x):
    both = np.empty(2)
    both[0] = both[1] = x
    return both[0] + both[1]
"""


def typed(text: str) -> dict:
    """What a text typed at a prompt defines; nothing of it is kept on disk."""
    names: dict = {"rule": model.rule.rule, "np": np}
    exec(compile(text, "<prompt>", "exec"), names)
    return names


def test_a_rule_counts_no_references():
    """A guard for numba's private option: without it a run takes twice the time. docs/design.md says what to do then."""
    advice = "see 'Reference counting' in docs/design.md"
    assert model.rule.UNCOUNTED, f"numba has no option `_nrt` any more: {advice}"
    for allocates in (False, True):
        double = typed(DOUBLES.format(allocates=allocates))["double"]
        double(Rows(np.zeros(2, [("most", "f8")]).view(np.recarray)))
        (text,) = double.inspect_llvm().values()
        assert ("NRT_decref" in text) == allocates, f"numba's option `_nrt` does something else now: {advice}"


def test_a_rule_finds_the_record_that_python_hands_it_without_a_description_of_it(monkeypatch):
    """A guard for where numpy keeps a record's data, and for numba's list of conversions."""
    assert model.rule.DIRECT, "see 'Records from Python' in docs/design.md"
    rows = np.zeros(3, [("most", "f8"), ("least", "i8")]).view(np.recarray)
    rows.most, rows.least = (0.5, 1.5, 2.5), (7, 8, 9)
    total = typed("@rule\ndef total(one, other):\n    one.least += 1\n    return one.most + other.most\n")["total"]
    assert total(rows[1], rows[2]) == 4.0 and rows.least.tolist() == [7, 9, 9]
    copied = rows[2].copy()  # a record with data of its own
    assert total(copied, rows[0]) == 3.0 and copied.least == 10
    (text,) = total.inspect_llvm().values()
    assert "numba_extract_record_data" not in text
    monkeypatch.setattr("model.records.PLACE", model.records.PLACE + 8)  # had numpy put it elsewhere
    assert not model.records.read_directly()


def test_a_rule_that_allocates_says_so_or_is_told_to():
    with pytest.raises(
        numba.core.errors.NumbaError, match=r"twice makes an array or a list: write @rule\(allocates=True\)"
    ):
        typed(ALLOCATES)["twice"](1.5)
    assert typed(ALLOCATES.replace("@rule", "@rule(allocates=True)"))["twice"](1.5) == 3.0


def test_a_rule_typed_at_a_prompt_runs():
    assert typed("@rule\ndef half(x):\n    return x / 2.0\n")["half"](3.0) == 1.5
