"""A wrong request is one line on stderr (what, where, what is allowed, nearest name), exit code 2, and nothing written."""

from __future__ import annotations

import pytest

from experiments.cli import answer

SHARED = [
    (["--set", "thta=0.3"], ["thta", "theta"]),
    (["--set", "theta=9"], ["theta", "0 … 2"]),
    (["--set", "theta=nan"], ["theta", "0 … 2"]),
    (["--set", "theta=inf"], ["theta", "0 … 2"]),
    (["--set", "theta=much"], ["'much'", "not a number"]),
    (["--set", "theta"], ["NAME=VALUE"]),
    (["--set", "theta=0.1", "--set", "theta=0.2"], ["theta", "twice"]),
    (["--scenario", "tody"], ["tody", "today"]),
    (["--scenario", "nowhere/none.toml"], ["none.toml"]),
    (["--seed", "-1"], ["--seed"]),
    (["--seed", "9007199254740992"], ["--seed"]),
    (["--months", "0"], ["--months"]),
    (["--months", "many"], ["--months"]),
    (["--out", "taken"], ["taken", "name a folder"]),
    (["--sed", "1"], ["--sed", "--seed"]),
]
RUN = [
    (["--policy", "hage"], ["hage", "hague"]),
    (["--policy", "broken.toml"], ["broken.toml", "not TOML"]),
    (["--policy", "wrong.toml"], ["wrong.toml", "thta", "theta"]),
    (["--engine", "msa"], ["--engine", "compiled | mesa"]),
]
COMPARE = [
    (["--runs", "-5"], ["--runs"]),
    (["--runs", "0"], ["--runs"]),
    (["--runs", "1.5"], ["--runs"]),
    (["--confidence", "1.5"], ["--confidence", "between 0 and 1"]),
    (["--confidence", "nan"], ["--confidence", "between 0 and 1"]),
    (["--interval", "z"], ["--interval", "t | bootstrap"]),
    (["--workers", "0"], ["--workers"]),
    (["--measure", "damge"], ["damge", "damage"]),
    (["--precision", "0.1"], ["--precision", "--measure"]),
    (["--precision", "-1", "--measure", "damage"], ["--precision"]),
    (["--precision", "nan", "--measure", "damage"], ["--precision"]),
    (["--window", "5"], ["window '5'", "2025:2044", "0:240"]),
    (["--window", "200:900"], ["window 200:900", "0:240"]),
]
CASES = (
    [(["run", *more], words) for more, words in SHARED + RUN]
    + [(["compare", "baseline", "hague", *more], words) for more, words in SHARED + COMPARE]
    + [
        (["compare", "baseline"], ["at least two"]),
        (["compare", "baseline", "baseline"], ["baseline", "twice"]),
        (["compare", "baseline", "hage"], ["hage", "hague"]),
        (["compare", "baseline", "broken.toml"], ["broken.toml", "not TOML"]),
        (["compare"], ["POLICY"]),
        (["list", "measurs"], ["measurs", "measures"]),
        (["list"], ["policies|scenarios|parameters|measures|states"]),
        (["comapre"], ["comapre", "compare"]),
    ]
)


@pytest.mark.parametrize(("arguments", "words"), CASES, ids=[" ".join(arguments) for arguments, _ in CASES])
def test_a_wrong_request_is_one_line_before_anything_is_compiled(arguments, words, tmp_path, monkeypatch, capsys, cold):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("a file")
    (tmp_path / "broken.toml").write_text('title = "unclosed')
    (tmp_path / "wrong.toml").write_text('title = "t"\nmeaning = "m"\n[parameters]\nthta = 0.1\n')
    before = sorted(tmp_path.rglob("*"))
    if "--out" not in arguments and arguments[0] in ("run", "compare"):
        arguments = [*arguments, "--out", "results"]

    code = answer(arguments)

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert [word for word in words if word not in said.err] == []
    assert sorted(tmp_path.rglob("*")) == before
