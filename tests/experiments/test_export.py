"""Figures and tables for paper and slides: every format opens, says what it must, and is the same bytes twice."""

import re

import numpy as np
import pandas as pd
import pytest

from experiments import compare, export
from model.errors import RequestError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("export") / "study"
    compare(["baseline", "cyber-defence-pledge"], runs=60, months=60, out=out, keep=("series", "by_state"))
    return out


def test_every_format_opens(folder, tmp_path):
    rows = export(folder, tmp_path, measure="damage")
    assert {row["file"] for row in rows} == {path.name for path in tmp_path.iterdir()}
    kinds = {kind: [row["file"] for row in rows if row["file"].endswith(f".{kind}")] for kind in ("svg", "pdf", "png")}
    assert len(kinds["svg"]) == len(kinds["pdf"]) == len(kinds["png"]) > 5
    for name in kinds["pdf"]:
        assert (tmp_path / name).read_bytes().startswith(b"%PDF-") and b"%%EOF" in (tmp_path / name).read_bytes()[-20:]
    for name in kinds["png"]:
        from PIL import Image

        with Image.open(tmp_path / name) as picture:
            pixels = np.asarray(picture.convert("L"))
        assert pixels.shape[1] >= 1800 and pixels.min() < 80 and (pixels > 200).mean() > 0.4, name
    drawn = (tmp_path / "difference-damage.svg").read_text(encoding="utf-8")
    assert "cyber defence pledge" in drawn and "% of GDP a year" in drawn and "not a forecast" in drawn
    years = (tmp_path / "years-operations.svg").read_text(encoding="utf-8")
    assert "2026" in re.findall(r">(\d{4})<", years)
    wide = pd.read_csv(tmp_path / "table.csv")
    sheet = pd.read_excel(tmp_path / "table.xlsx")
    assert list(sheet.columns) == list(wide.columns)
    for name in ("mean", "difference", "low", "high"):
        assert np.allclose(sheet[name], wide[name], equal_nan=True, rtol=1e-12)
    paper = (tmp_path / "main.tex").read_text(encoding="utf-8")
    assert paper.count(r"\\") == 1 + len(pd.read_csv(tmp_path / "main.csv")) and r"cyber-defence-pledge" in paper
    assert (tmp_path / "main.md").read_text(encoding="utf-8").startswith("| policy |")


def test_the_same_study_gives_the_same_bytes(folder, tmp_path):
    for place in ("one", "two"):
        export(folder, tmp_path / place, ["svg", "csv", "tex"])
    for one in (tmp_path / "one").iterdir():
        assert one.read_bytes() == (tmp_path / "two" / one.name).read_bytes(), one.name


def test_what_cannot_be_written_is_refused(folder, tmp_path):
    with pytest.raises(RequestError, match="unknown format 'jpg'"):
        export(folder, tmp_path, ["jpg"])
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match="is a file"):
        export(folder, tmp_path / "file")
