"""A user's own rule runs in a study, has a name of its own on disk, and a faulty one is one line."""

from __future__ import annotations

import pytest

from experiments import load_study, open_results, replay, run_study, verify
from experiments.running.plans import plan
from experiments.study.study import Study
from model.errors import RequestError

RULE = """
from model.rule import rule

@rule
def thrifty(world, i, p):
    world.states[i].plan = SHARE
"""
STUDY = 'runs = 3\nmonths = 30\n[rules]\nset_budget = "mine.py:thrifty"\n'


def write(folder, share=0.01, study=STUDY):
    (folder / "mine.py").write_text(RULE.replace("SHARE", str(share)))
    (folder / "study.toml").write_text(study)
    return load_study(folder / "study.toml")


def test_a_rule_of_ones_own_changes_what_it_rules(tmp_path):
    own = run_study(write(tmp_path)).column("core_share").mean()
    usual = run_study(Study(runs=3, months=30)).column("core_share").mean()
    assert own < 0.8 * usual


def test_an_edited_rule_is_another_point(tmp_path):
    out = tmp_path / "out"
    run_study(write(tmp_path, 0.01), out)
    assert plan(write(tmp_path, 0.01), out).there == 3
    assert plan(write(tmp_path, 0.02), out).there == 0
    assert plan(Study(runs=3, months=30), out).there == 0
    assert open_results(out).study.rules == {"set_budget": "thrifty"}


def test_a_results_folder_never_has_a_file_imported(tmp_path):
    out = tmp_path / "out"
    run_study(write(tmp_path), out)
    (tmp_path / "mine.py").write_text("raise SystemExit('imported')")
    with pytest.raises(RequestError, match=r"its author's mine\.py; --trust imports it"):
        replay(out, 0)


def test_a_trusted_rule_that_decides_for_an_agent_is_replayed(tmp_path):
    out = tmp_path / "out"
    run_study(write(tmp_path), out)
    assert verify(out, 2, trust=True).equal


def test_a_rule_that_cannot_be_compiled_is_one_line(tmp_path):
    (tmp_path / "mine.py").write_text(RULE.replace("[i].plan = SHARE", "[i].plans = 0.01"))
    (tmp_path / "study.toml").write_text(STUDY)
    with pytest.raises(RequestError, match=r"mine\.py:thrifty: every run failed \(") as error:
        run_study(load_study(tmp_path / "study.toml"))
    assert "\n" not in str(error.value)


def test_a_rule_that_is_no_agents_decision_cannot_be_replayed(tmp_path):
    out = tmp_path / "out"
    rule = RULE.replace("def thrifty(world, i, p)", "def thrifty(world, p)").replace("[i].plan", "[0].core")
    (tmp_path / "mine.py").write_text(rule.replace("SHARE", "0.01"))
    (tmp_path / "study.toml").write_text(STUDY.replace("set_budget", "adopt_budgets"))
    run_study(load_study(tmp_path / "study.toml"), out)
    with pytest.raises(RequestError, match="adopt_budgets is no agent's decision"):
        replay(out, 0, trust=True)


@pytest.mark.parametrize(
    ("study", "line"),
    [
        ('[rules]\nset_budgets = "mine.py:thrifty"', "did you mean 'set_budget'"),
        ('[rules]\nset_budget = "mine.py"', "FILE.py:FUNCTION"),
        ("[rules]\nset_budget = 3", "FILE.py:FUNCTION"),
        ('[rules]\nset_budget = "gone.py:thrifty"', "No such file"),
        ('[rules]\nset_budget = "mine.py:lavish"', "no function 'lavish'"),
        ("rules = 3", "names what is replaced"),
    ],
)
def test_every_fault_is_one_line(tmp_path, study, line):
    with pytest.raises(RequestError, match=line):
        write(tmp_path, study=study)


def test_a_file_that_cannot_be_read_as_python_is_one_line(tmp_path):
    write(tmp_path)
    (tmp_path / "mine.py").write_text("def thrifty(:\n")
    with pytest.raises(RequestError, match=r"mine\.py: SyntaxError"):
        load_study(tmp_path / "study.toml")
