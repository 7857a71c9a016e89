"""Two ways to run the model, one trajectory: Mesa agents, the compiled engine and plain Python agree to the last bit."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import model.rule
from model import AllianceModel, simulate
from model.rules.retaliation import REVENGE_FIRST
from model.settings import policies, scenarios
from model.simulation import prepare, run_block, run_world
from model.world import World

KEY = 20_250_101
EVERY = [(policy, scenario) for policy in policies() for scenario in scenarios()]
ONE_BY_ONE = [(policy, "today") for policy in policies()] + [("baseline", scenario) for scenario in scenarios()]

PLAIN = """
from tests_identity import digest
from model.simulation import prepare, run_world
import sys
for pair in sys.argv[1:]:
    policy, scenario = pair.split("/")
    print(pair, digest(run_world(prepare(policy, scenario, 14), {key})[0]))
"""


def digest(world: World) -> str:
    total = hashlib.sha256()
    for array in world:
        total.update(array.tobytes())
    return total.hexdigest()


@pytest.mark.parametrize(("policy", "scenario"), EVERY, ids=[f"{policy}-{scenario}" for policy, scenario in EVERY])
def test_agents_and_engine_live_the_same_run(policy, scenario):
    """Every array of the world after six years, dated changes of the fifth included."""
    compiled, error = run_world(prepare(policy, scenario, 72), KEY)
    agents = AllianceModel(policy=policy, scenario=scenario, seed=KEY, months=72).run()
    assert error == ""
    for name, ours, theirs in zip(World._fields, compiled, agents.world, strict=True):
        assert ours.tobytes() == theirs.tobytes(), f"{name} differ"


def test_agents_and_engine_live_the_same_twenty_years():
    compiled, _ = run_world(prepare("baseline", "today", 240), KEY)
    assert digest(compiled) == digest(AllianceModel(seed=KEY).run().world)


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param(ONE_BY_ONE[::6], id="one in six"),
        pytest.param(list(dict.fromkeys(ONE_BY_ONE)), id="each policy and each scenario", marks=pytest.mark.long),
    ],
)
def test_plain_python_lives_the_same_fourteen_months(tmp_path, pairs):
    """With the compiler off the rules are ordinary functions: month by month the same."""
    root = Path(model.rule.__file__).parent.parent
    (tmp_path / "tests_identity.py").write_text(
        "import hashlib\n\n\ndef digest(world):\n    total = hashlib.sha256()\n    for array in world:\n"
        "        total.update(array.tobytes())\n    return total.hexdigest()\n"
    )
    pairs = ["/".join(pair) for pair in pairs]
    result = subprocess.run(
        [sys.executable, "-c", PLAIN.format(key=KEY), *pairs],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join([str(root), str(tmp_path)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    plain = dict(line.split() for line in result.stdout.splitlines())
    assert list(plain) == pairs
    differing = [
        pair for pair in pairs if plain[pair] != digest(run_world(prepare(*pair.split("/"), months=14), KEY)[0])
    ]
    assert differing == []


def test_threads_change_nothing():
    prepared = prepare("hague", "us-retrenchment", 120)
    one, two = (run_block(prepared, range(12), threads, series=True, by_state=True) for threads in (1, 2))
    assert one.summaries.tobytes() == two.summaries.tobytes()
    assert one.measures.tobytes() == two.measures.tobytes()
    assert one.by_state.tobytes() == two.by_state.tobytes()


def test_a_run_depends_on_its_key_alone_not_on_its_company():
    alone = simulate(seeds=[7], months=60).measures[0]
    among = simulate(seeds=[3, 7, 11], months=60).measures
    assert alone.tobytes() == among[1].tobytes()
    assert not np.array_equal(among[0], among[1])


def test_a_longer_run_begins_like_a_shorter_one():
    """The horizon is bookkeeping, not physics: what settles later aside, the first five years are the same."""
    short, long = (run_world(prepare(months=months), KEY)[0] for months in (60, 120))
    for name in ("operations", "core_share", "credence", "votes", "welfare", "cbrn_expected"):
        assert np.array_equal(short.months[name], long.months[name][:60]), name


def test_the_voting_rule_leaves_every_opportunity_its_luck():
    """Common random numbers: each opportunity keeps its month, author and number over twenty years, whatever the Council
    does; its target moves only where resilience has moved meanwhile, and in the first year, before any, not at all. What an
    adversary does to strike back has numbers of its own."""
    logs = (simulate(policy=policy, seeds=[KEY]).events[0] for policy in ("baseline", "qualified-majority"))
    one, other = (log[log.index < REVENGE_FIRST] for log in logs)
    assert np.array_equal(one.identity, other.identity)
    assert np.array_equal(one.target[one.month < 6], other.target[other.month < 6])
    assert np.mean(one.target == other.target) > 0.8


SHORT = """
import sys
sys.path.insert(0, "{scripts}")
from digest import digest
print(digest("baseline", {runs}, {months}, {threads}), digest("hague", {runs}, {months}, {threads}))
"""


def digests(place: Path | None = None, runs: int = 1, months: int = 18, threads: int = 1, **environment: str) -> str:
    """The batch of `scripts/digest.py` under two policies, in a process of its own."""
    root = Path(model.rule.__file__).parent.parent
    text = SHORT.format(scripts=root / "scripts", runs=runs, months=months, threads=threads)
    return printed(text, **({"FOEDUS_CACHE": str(place)} if place else {}), **environment)


def printed(text: str, **environment: str) -> str:
    """What a program prints in a process of its own."""
    settings = {**os.environ, "PYTHONPATH": str(Path(model.rule.__file__).parent.parent), **environment}
    done = subprocess.run([sys.executable, "-c", text], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


PRIOR = """
import hashlib
from experiments.study.priors import draw_worlds
from model.prior import log_uniform, uniform
from model.roster import read_roster
table = draw_worlds(300, 7, read_roster()).to_numpy(float).tobytes()
flat = [prior.quantile([k / 100 for k in range(1, 100)], 0.2, 3.0).tobytes() for prior in (uniform(0, 2), log_uniform(0.1, 4))]
print(hashlib.sha256(table + b"".join(flat)).hexdigest())
"""
LIKE_AN_OLDER_ONE = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"}


def test_worlds_of_the_prior_do_not_hang_on_the_machine():
    """SciPy's and numpy's functions did: worlds differed in their last digits, and a chaotic run made much of it."""
    ways = ({}, LIKE_AN_OLDER_ONE, LIKE_AN_OLDER_ONE | {"NUMBA_DISABLE_JIT": "1"})
    found = {printed(PRIOR, **more) for more in ways}
    assert len(found) == 1


def test_bits_do_not_hang_on_the_machines_own_functions():
    """glibc chooses its exp and log by processor; the model's own do not care. With the compiler off they are the same."""
    known = digests()
    assert digests(GLIBC_TUNABLES="glibc.cpu.hwcaps=-FMA,-AVX2", OPENBLAS_CORETYPE="Nehalem") == known
    assert digests(threads=2) == known
    assert digests(NUMBA_DISABLE_JIT="1", NPY_DISABLE_CPU_FEATURES="AVX2 FMA3") == known


@pytest.mark.long
def test_bits_do_not_hang_on_the_processor_that_code_is_made_for(tmp_path):
    assert digests(tmp_path, 4, 120, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="") == digests(runs=4, months=120)
