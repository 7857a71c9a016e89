"""A rule of one's own runs in a study, under a name of its own on disk, and a faulty one is one line."""

from __future__ import annotations

import pytest

from experiments import load_study, open_results, replay, run_study
from experiments.plans import plan
from experiments.study import Study
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
    with pytest.raises(RequestError, match="rules of its author's"):
        replay(out, 0)


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
