"""A user's own decision, `FILE.py:CLASS` where a policy is named: on the Mesa road, and compiled with the same bits."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from experiments import compare, open_results, run_study
from experiments.cli import answer
from experiments.running.plans import plan
from experiments.study.files import load_study
from experiments.study.study import Study, read_given
from model.errors import RequestError

OWN = Path(__file__).parents[2] / "docs" / "how-to" / "my_variant.py"
MEASURES = ["damage", "severe_share", "collective_responses"]


@pytest.fixture
def own(tmp_path):
    return Path(shutil.copy(OWN, tmp_path / "my_variant.py"))


@pytest.fixture(scope="module")
def compared():
    return compare(["baseline", f"{OWN}:Sceptic", f"{OWN}:CompiledSceptic"], runs=6, months=120, measures=MEASURES)


def column(results, policy, measure):
    return results.column(measure, policy=policy)


def test_both_roads_give_the_same_bits(compared):
    for measure in MEASURES:
        one, other = (column(compared.results, name, measure) for name in ("Sceptic", "CompiledSceptic"))
        assert one.tobytes() == other.tobytes()


def test_the_variant_has_the_luck_of_the_reference(compared):
    keys = [compared.results.columns(entry, ["key"])["key"] for entry in compared.results.entries]
    assert (keys[0] == keys[1]).all()
    assert (keys[0] == keys[2]).all()


def test_sceptics_answer_less_and_suffer_more(compared):
    table = compared.table.set_index(["policy", "measure"])
    assert table.loc[("Sceptic", "severe_share"), "difference"] > 0.0


def test_the_command_says_by_which_road_and_how_much_slower(capsys):
    asked = ["compare", f"{OWN}:Sceptic", "baseline", f"{OWN}:CompiledSceptic", "--runs", "3", "--months", "24"]
    assert answer([*asked, "--measure", "damage"]) == 0
    told = capsys.readouterr()
    assert re.search(r"Sceptic: its runs are Mesa models, about \d+ times slower", told.err)
    assert "CompiledSceptic: its own cast_vote, compiled; the same bits as its Mesa twin" in told.err
    assert "CompiledSceptic" in told.out


def test_a_compiled_variant_can_be_sent_down_the_mesa_road(capsys):
    asked = ["compare", f"{OWN}:CompiledSceptic", "baseline", "--runs", "3", "--months", "24", "--json"]
    assert answer(asked) == 0
    compiled = capsys.readouterr().out
    assert answer([*asked, "--engine", "mesa"]) == 0
    told = capsys.readouterr()
    assert told.out == compiled
    assert "Mesa models" in told.err
    assert answer(["compare", "hague", "baseline", "--engine", "mesa"]) == 2


def test_an_edited_file_is_another_point(own, tmp_path):
    out = tmp_path / "out"
    asked = Study([f"{own}:CompiledSceptic"], runs=2, months=12)
    run_study(asked, out)
    assert plan(Study([f"{own}:CompiledSceptic"], runs=2, months=12), out).there == 2
    own.write_text(own.read_text().replace("0.95", "0.90"))
    assert plan(Study([f"{own}:CompiledSceptic"], runs=2, months=12), out).there == 0
    with pytest.raises(RequestError, match="has changed since it was read"):
        run_study(Study(asked.policies, runs=3, months=12))
    assert open_results(out).policies == ["CompiledSceptic"]


def test_a_class_may_stand_on_any_policy(own):
    own.write_text(own.read_text() + '\n\nclass Careful(Sceptic):\n    """Under a policy."""\n\n    policy = "hague"\n')
    careful, hague = read_given(f"{own}:Careful", "policy"), read_given("hague", "policy")
    assert careful.parameters == hague.parameters
    assert (careful.name, careful.meaning) == ("Careful", "Under a policy.")


def test_a_study_names_a_variant_beside_it(own):
    study = own.with_name("study.toml")
    study.write_text('policies = ["baseline", "my_variant.py:CompiledSceptic"]\nruns = 2\nmonths = 12\n')
    assert [policy.name for policy in load_study(study).policies] == ["baseline", "CompiledSceptic"]
    assert np.isfinite(run_study(load_study(study)).column("damage", policy="CompiledSceptic")).all()


def test_rules_of_the_study_and_of_the_variant_exclude_each_other(own):
    study = own.with_name("study.toml")
    rules = '[rules]\ncast_vote = "my_variant.py:sceptical_vote"\n'
    study.write_text(f'policies = ["baseline", "my_variant.py:Sceptic"]\nruns = 2\nmonths = 12\n{rules}')
    with pytest.raises(RequestError, match="Sceptic decides by rules of its own, which would replace these"):
        load_study(study)


def test_a_variant_may_live_in_another_alliance(compared):
    found = compare(["baseline", f"{OWN}:Sceptic"], runs=2, months=24, measures=["damage"], world="delian-league")
    assert found.study.alliance.name == "delian-league"
    assert len(found.table) == 2


def test_an_error_in_a_decision_is_a_failed_run_with_its_reason(own):
    text = own.read_text().replace(
        "super().vote(case)", "if self.model.key % 2:\n            raise ValueError('no quorum')"
    )
    own.write_text(text)
    results = run_study(Study([f"{own}:Sceptic"], runs=6, months=36))
    keys = results.columns(results.entries[0], ["key"])["key"]
    assert 0 < len(results.failures()) < 6
    assert {failure["error"] for failure in results.failures()} == {"my_variant.py, line 16: ValueError: no quorum"}
    assert all(keys[failure["run"]] % 2 for failure in results.failures())


def test_an_error_in_every_decision_is_one_line_with_its_place(own, capsys):
    own.write_text(own.read_text().replace("super().vote(case)", "raise ValueError('no quorum')"))
    assert answer(["compare", f"{own}:Sceptic", "baseline", "--runs", "2"]) == 2
    told = capsys.readouterr()
    assert told.err.splitlines()[-1].endswith(f"{own}, line 15: ValueError: no quorum")


def test_an_error_in_one_run_is_one_line_with_its_place(own, capsys):
    own.write_text(own.read_text().replace("super().vote(case)", "raise ValueError('nobody came')"))
    assert answer(["run", "--policy", f"{own}:Sceptic", "--months", "60"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"foedus: {own}, line 15: ValueError: nobody came"


FAULTS = {
    "no such file": ("gone.py:Sceptic", "", "", "gone.py: No such file or directory; a variant is FILE.py:CLASS"),
    "no such class": ("my_variant.py:Skeptic", "", "", "unknown class 'Skeptic'; did you mean 'Sceptic'?"),
    "not an agent": ("my_variant.py:rule", "", "", "must be a class derived from Ally, Partner, State or Adversary"),
    "broken file": ("my_variant.py:Sceptic", "from model import Ally", "from model import Alley", "Alley"),
    "an unknown rule": (
        "my_variant.py:CompiledSceptic",
        '"cast_vote"',
        '"cast_votes"',
        "unknown rule of this agent 'cast_votes'; did you mean 'cast_vote'?",
    ),
    "a method without its rule": (
        "my_variant.py:CompiledSceptic",
        '    compiled = {"cast_vote": sceptical_vote}',
        '    compiled = {"cast_vote": sceptical_vote}\n\n    def decide_budget(self):\n        pass',
        "CompiledSceptic.decide_budget is its own, and CompiledSceptic.compiled has no set_budget to go with it",
    ),
    "an unknown policy": (
        "my_variant.py:CompiledSceptic",
        "    compiled =",
        '    policy = "hage"\n    compiled =',
        "unknown policy 'hage'; did you mean 'hague'?",
    ),
}


@pytest.mark.parametrize(("named", "before", "after", "line"), FAULTS.values(), ids=FAULTS)
def test_a_variant_that_cannot_be_is_one_line(own, capsys, named, before, after, line):
    own.write_text(own.read_text().replace(before, after) if before else own.read_text())
    assert answer(["compare", f"{own.parent}/{named}", "baseline", "--runs", "2"]) == 2
    told = capsys.readouterr()
    assert line in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_a_compiled_rule_that_is_not_its_twins_is_refused(own):
    text = own.read_text()
    twin = "\n\nclass Twins(Ally):\n    compiled = {'cast_vote': sceptical_vote}\n\n    def vote(self, case):\n        pass\n"
    own.write_text(text + twin)
    variant = read_given(f"{own}:Twins", "policy")
    with pytest.raises(RequestError, match="its Mesa twin part within 60 months"):
        variant.check(240, Study().alliance)


def test_agents_of_ones_own_that_decide_for_partners_part_from_the_compiled_rule(own):
    rule = '''

@rule
def thrifty(world, i, p):
    """Everybody spends a hundredth."""
    world.states[i].plan = 0.01


class Thrifty(Ally):
    """Only members should, but the rule does not ask."""

    compiled = {"set_budget": thrifty}
'''
    own.write_text(own.read_text() + rule)
    variant = read_given(f"{own}:Thrifty", "policy")
    with pytest.raises(RequestError, match="let it ask for the role, or derive from State"):
        variant.check(24, Study().alliance)


def test_a_replay_imports_its_authors_file_only_where_trusted(own, tmp_path, capsys):
    out = tmp_path / "out"
    run_study(Study([f"{own}:Sceptic", f"{own}:CompiledSceptic"], runs=2, months=36), out)
    assert answer(["replay", str(out), "--run", "1", "--headless"]) == 2
    assert "was run with its author's my_variant.py; --trust imports it" in capsys.readouterr().err
    for name in ("Sceptic", "CompiledSceptic"):
        assert answer(["replay", str(out), "--run", "1", "--policy", name, "--headless", "--trust"]) == 0
        assert "bit for bit" in capsys.readouterr().err
    own.write_text("raise SystemExit('imported')")
    assert answer(["replay", str(out), "--run", "1", "--headless"]) == 2
    assert answer(["replay", str(out), "--run", "1", "--headless", "--trust"]) == 2
    assert "out was run; restore it, or run the study again" in capsys.readouterr().err


SLIPS = {
    "a misspelt method": (
        "class Typo(Adversary):\n    def chose(self, opportunity):\n        pass\n",
        "Typo: overrides no decision; allowed: choose; did you mean 'choose'?",
    ),
    "nothing at all": ("class Typo(Ally):\n    pass\n", "overrides no decision; allowed: decide_budget, vote"),
    "another's decision": (
        "class Typo(Adversary):\n    def vote(self, case):\n        pass\n",
        "vote is not a decision of Adversary; its own are choose",
    ),
    "an argument short": (
        "class Typo(Adversary):\n    def choose(self):\n        pass\n",
        "Typo.choose: takes (self); it must take (self, opportunity)",
    ),
    "a rule with an argument short": (
        "@rule\ndef mine(world, c, k):\n    pass\n\n\nclass Typo(Ally):\n    compiled = {'cast_vote': mine}\n",
        "compiled, cast_vote: takes (world, c, k); it must take (world, c, k, p)",
    ),
    "a misspelt column of a rule": (
        "@rule\ndef mine(world, c, k, p):\n    world.states[k].balot = 1\n\n\n"
        "class Typo(Ally):\n    compiled = {'cast_vote': mine}\n",
        "unknown column 'balot'; did you mean 'ballot'?",
    ),
    "what no rule can do": (
        "@rule\ndef mine(world, c, k, p):\n    world.states[k].ballot = open('x')\n\n\n"
        "class Typo(Ally):\n    compiled = {'cast_vote': mine}\n",
        "TypingError: ",
    ),
    "a misspelt column of an agent": (
        "class Typo(Adversary):\n    def choose(self, opportunity):\n        self.teir = 2\n",
        "line 38: AttributeError: Typo has no column 'teir'; did you mean 'tier'?",
    ),
    "a module that is not there": (
        "import nosuchmodule\n",
        "line 36: ModuleNotFoundError: No module named 'nosuchmodule'",
    ),
}


@pytest.mark.parametrize(("code", "line"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_line_that_says_where(own, capsys, code, line):
    text = own.read_text().replace("from model import Ally", "from model import Adversary, Ally")
    own.write_text(f"{text}\n\n{code}")
    assert answer(["compare", f"{own}:Typo", "baseline", "--runs", "2", "--months", "24"]) == 2
    told = [one for one in capsys.readouterr().err.splitlines() if not one.startswith("compiling")]
    assert len(told) == 1
    assert line in told[0]


def test_an_adversary_that_decides_nothing_abstains(own):
    text = own.read_text().replace("from model import Ally", "from model import Adversary, Ally")
    own.write_text(f"{text}\n\nclass Idle(Adversary):\n    def choose(self, opportunity):\n        pass\n")
    results = run_study(Study([f"{own}:Idle"], runs=1, months=24))
    assert results.column("operations").tolist() == [0.0]
