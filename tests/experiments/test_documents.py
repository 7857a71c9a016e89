"""What the page on experiments shows is what the code takes and gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.running.run import run_study
from experiments.study.files import load_study

PAGE = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_the_study_on_the_page_is_a_study(tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\n[parameters]\nbar = 0.9\n')
    (tmp_path / "study.toml").write_text(block("toml"))
    study = load_study(tmp_path / "study.toml")
    assert len(study.points()) == 4 * 2 * 64


def test_the_reading_on_the_page_works(tmp_path, toy, monkeypatch):
    from experiments import Study

    run_study(Study(["baseline", "hague"], runs=3, months=2), tmp_path / "results" / "demo", simulator=toy)
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(block("python"), names)
    assert names["outcomes"]["damage"].shape == (6,)
    assert (tmp_path / "runs.csv").exists()


@pytest.mark.parametrize("table", ["points", "series", "incidents", "states"])
def test_every_table_on_disk_is_on_the_page(table):
    from experiments.results.chunks import TABLES

    assert table in TABLES and re.search(rf"^\| {table} \|", PAGE, re.MULTILINE)
