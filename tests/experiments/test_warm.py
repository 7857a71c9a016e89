"""After `foedus warm` no command and no page compiles a rule. Compilations are counted; nothing is timed.

The cache is what `warm` alone leaves: of the session's own, what was on disk when the loop of a run had been compiled, and then
`foedus warm` itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.second import beside

PREAMBLE = """
import numba.core.event as events
compiled = []
class Heard(events.Listener):
    def on_start(self, event):
        rule = event.data["dispatcher"].py_func
        compiled.append(f"{rule.__module__}.{rule.__name__}")
    def on_end(self, event): pass
events.register("numba:compile", Heard())
from experiments.cli import answer
def run(*words):
    assert answer(list(words)) == 0, words
"""
PLACES = """
from model.engine import live_all
from model.rules.votes import cast_vote
from experiments.explanation.votes import _explained
from model.rule import cache_folder
import json, sys
json.dump([str(cache_folder()), *(rule.stats.cache_path for rule in (live_all, cast_vote, _explained))], sys.stdout)
"""
SECOND = """
from experiments.cli.second import asked
import json, sys
rules = asked()
for rule, types in rules:
    rule.compile(types)
json.dump([len(rules), [rule.__name__ for rule, _ in rules if rule.stats.cache_misses]], sys.stdout)
"""
PARTS = ("engine.start-", "engine.month_of-", "engine.go_on-", "council.decide-", "votes.cast_vote-")
"""Compiled before the loop that calls them."""
STUDY = """
run("compare", "baseline", "hague", "--runs", "6", "--months", "24", "--out", "results")
"""
USES = {
    "why": STUDY
    + """
run("why")
run("why", "--policy", "baseline", "--seed", "3", "--months", "60", "--json")
run("why", "--against", "baseline", "--months", "60")
run("why", "results", "--run", "1")
""",
    "results": STUDY
    + """
run("report", "results")
run("replay", "results", "--run", "1", "--headless")
run("export", "results", "--to", "figures", "--format", "csv")
""",
    "deciding": """
run("search", "--levers", "bar,theta", "--objectives", "damage,operations_severe", "--runs", "500", "--months", "6")
run("voi", "--policies", "baseline,hague", "--runs", "100", "--months", "6")
run("run", "--engine", "mesa", "--months", "12")
run("hindcast", "--runs", "2")
""",
    "infer": """
run("infer", "--runs", "1000", "--count", "10", "--workers", "1", "--out", "inferred")
""",
    "pages": """
import time
from viz.live import Live
from viz.request import Request
def wait(until):
    end = time.monotonic() + 300
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)
compare = Live(Request(policies=("baseline", "hague"), measure="total_damage"))
compare.show(24)
compare.do("batch", runs=6)
wait(lambda: compare.widget.batch.get("interval"))
compare.do("future", run=1)
watch = Live(Request(policies=("hague",), seed=1))
watch.show(36)
watch.do("story", name="sixty")
for known in (True, False):
    watch.do("incident", id=794624, known=known)
    assert "error" not in watch.widget.incident
wait(lambda: watch.widget.incident.get("changes"))
""",
}


def python(code: str, cache: Path | None, folder: Path) -> str:
    settings = os.environ | {"NUMBA_DISABLE_JIT": "0"} | ({"FOEDUS_CACHE": str(cache)} if cache else {})
    settings["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[2]), settings.get("PYTHONPATH", "")])
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def warmed(tmp_path_factory, compiled):
    """A cache in which nothing was ever called but `foedus warm`."""
    cache = tmp_path_factory.mktemp("cache")
    folder, *places = json.loads(python(PLACES, None, cache))
    (loop,) = Path(places[0]).glob("engine.live_all-*.1.nbc")
    then = loop.stat().st_mtime
    held = [file for place in places for file in Path(place).iterdir()]
    parts = [file for file in held if file.name.startswith(PARTS) and file.name.endswith(".1.nbc")]
    assert len(parts) >= len(PARTS)
    if all(
        file.stat().st_mtime <= then for file in parts
    ):  # else a copied cache, without its times: all is compiled anew
        for file in held:
            if file.suffix == ".nbi" or file.stat().st_mtime <= then:
                mine = cache / Path(folder).name / file.parent.name
                mine.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, mine)
        (cache / Path(folder).name).chmod(0o700)
    python('from experiments.cli import answer; assert answer(["warm"]) == 0', cache, cache)
    return cache


QUICK = ("why", "results", "pages")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in USES])
def test_after_warm_nothing_compiles(name, warmed, tmp_path):
    cache = shutil.copytree(warmed, tmp_path / "cache")  # what one use compiles, another must not find
    told = python(PREAMBLE + USES[name] + "\nprint('compiled', *compiled)", cache, tmp_path)
    assert told.splitlines()[-1] == "compiled"


def test_the_second_process_compiles_what_the_first_one_asks_for(compiled):
    """Of the rules of a month it compiles none for types that the engine does not have: all are found on disk."""
    rules, anew = json.loads(python(SECOND, None, Path.cwd()))
    assert rules > 25 and anew == []


@pytest.mark.parametrize("processors", [1, 2])
def test_a_second_process_helps_where_there_is_a_processor_for_it_and_is_gone_afterwards(monkeypatch, processors):
    begun = []
    whole = subprocess.Popen
    monkeypatch.setattr("model.rule.is_warm", lambda: False)
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    monkeypatch.setattr("subprocess.Popen", lambda *what, **more: begun.append(whole(*what, **more)) or begun[-1])
    with pytest.raises(KeyboardInterrupt), beside():
        raise KeyboardInterrupt
    assert len(begun) == processors - 1
    assert all(one.returncode is not None for one in begun)
