"""Worlds that the record allows: priors, the filter, figures counted on the record itself, regression, resuming, listing."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.cli.infer import _show_second
from experiments.inference import simulations
from experiments.inference.diagnosis import held_out
from experiments.inference.early import early_record, record_as_decades
from experiments.inference.figures import figures, targets, tempo, tiers
from experiments.inference.priors import prior_worlds
from experiments.inference.record import FIRST, attribution, read_record, statistics
from experiments.inference.regression import Figures, Regression, Scale, with_discrepancy
from experiments.inference.reporting import REPORTING, reports
from experiments.inference.simulations import Source, read_records, simulate_records
from experiments.inference.synthetic import Synthetic
from experiments.inference.worlds import infer_worlds, rows_of_worlds, write_worlds
from model.errors import RequestError
from model.parameters import PARAMETERS
from model.roster import read_roster
from model.state import EVENT, Tier

# --- priors ---


def test_more_worlds_begin_with_the_fewer_and_lie_in_bounds():
    few, many = prior_worlds(30, seed=4, reporting=True), prior_worlds(1010, seed=4, reporting=True)
    assert few.equals(many.iloc[:30])
    assert set(REPORTING) <= set(few) and not few.equals(prior_worlds(30, seed=5, reporting=True))
    for name in few:
        if name in PARAMETERS:
            low, high = PARAMETERS[name].bounds
            assert many[name].between(low, high).all(), name
            assert PARAMETERS[name].kind != "int" or (many[name] == np.round(many[name])).all()


# --- the filter ---


def deeds(count: int, year: int = 2022, **columns: object) -> np.recarray:
    """So many deeds of Russia's on Germany in a year: seen, named by industry next month, not answered."""
    log = np.zeros(count, dtype=EVENT).view(np.recarray)
    month = 12 * (year - FIRST) + 3
    germany = read_roster("nato-2014").codes.index("DEU")
    told = {"month": month, "identity": np.arange(count), "author": 0, "target": germany, "detected": 1}
    told |= {"tier": int(Tier.ESPIONAGE), "published": 0, "published_month": month + 1, "public_month": -1}
    told |= {"closed_month": month + 2, "outcome": 0} | columns
    for name, value in told.items():
        log[name] = value
    return log


def told(log: np.recarray, **numbers: float):
    sure = {"report_level": 0.99, "report_growth": 0.0, "report_wave": 0.0, "report_delay": 0.1, **numbers}
    return reports(np.array([7]), [log], read_roster("nato-2014"), sure)


def test_the_record_holds_what_was_seen_and_ascribed_in_time():
    seen = told(deeds(1000))
    assert 0.97 < seen.first.sum() / 1000 < 1.0 and seen.industry.all() and not seen.public.any()
    assert len(told(deeds(50, detected=0)).run) == 0
    assert len(told(deeds(50, published=-1)).run) == 0  # nobody said who it was
    assert len(told(deeds(50, year=2023, published_month=12 * 10)).run) == 0  # nor after December 2023


def test_half_is_reported_at_level_one_half_and_one_incident_has_several_victims():
    half = told(deeds(4000), report_level=0.5)
    assert half.first.sum() / 4000 == pytest.approx(0.5, abs=0.03)
    assert len(half.run) / half.first.sum() == pytest.approx(1.22, abs=0.04)  # Russia's


@pytest.mark.parametrize(("year", "share"), [(2015, 0.0), (2019, 0.3), (2022, 1.0)])
def test_answers_are_coded_late(year, share):
    seen = told(deeds(2000, year, outcome=1), coded_early=0.3)
    assert seen.answered[seen.first].mean() == pytest.approx(share, abs=0.04)


# --- figures ---


def test_every_figure_that_raw_files_hold_agrees_with_the_record():
    record = record_as_decades()
    found = tempo(record) | tiers(record) | targets(record)
    whole = figures(record)
    found |= {name: whole[name] for name, one in statistics().items() if one.group == "spending"}
    for code in ("RUS", "CHN", "IRN", "PRK"):
        line = attribution(f"attacker_{code}_vs_NATO")
        found[f"industry_NATO_{code}"] = [line["share_industry_attr"]]
        found[f"political_NATO_{code}"] = [line["share_political_attr"]]
        found[f"answer_NATO_{code}"] = [line["share_any_response"]]
    for name, column, groups in (
        ("political_intensity_low", "share_political_attr", ["state_intensity_0-1.5"]),
        ("political_intensity_mid", "share_political_attr", ["state_intensity_1.5-3.5"]),
        ("political_intensity_severe", "share_political_attr", ["state_intensity_3.5-5.5", "state_intensity_5.5-16"]),
        ("answer_intensity_low", "share_any_response", ["state_intensity_0-1.5"]),
        ("answer_intensity_mid", "share_any_response", ["state_intensity_1.5-3.5"]),
        ("answer_intensity_severe", "share_any_response", ["state_intensity_3.5-5.5", "state_intensity_5.5-16"]),
        ("political_2014_2017", "share_political_attr", [f"state_year_{y}" for y in range(2014, 2018)]),
        ("political_2018_2022", "share_political_attr", [f"state_year_{y}" for y in range(2018, 2023)]),
        ("answer_2017_2021", "share_any_response", [f"state_year_{y}" for y in range(2017, 2022)]),
        ("answer_2022_2023", "share_any_response", ["state_year_2022", "state_year_2023"]),
    ):
        lines = [attribution(group) for group in groups]
        found[name] = [np.average([x[column] for x in lines], weights=[x["n_incidents"] for x in lines])]
    assert len(found) == 54
    for name, value in found.items():
        assert float(value[0]) == pytest.approx(statistics()[name].value, abs=6e-4), name


def test_figures_to_2020_know_no_later_year():
    early = early_record(2020)
    assert early["at2_2020"].value == 8 and early["political_2014_2017"].value == pytest.approx(0.324, abs=6e-4)
    assert not [name for name in early if "2021" in name or "2022" in name and "before" not in name or "lag" in name]
    assert early["count_RUS"].error == pytest.approx(statistics()["count_RUS"].error * np.sqrt(10 / 7))


# --- regression ---


@pytest.mark.parametrize("method", ["regression", "synthetic likelihood"])
def test_a_linear_gaussian_posterior_is_found(method):
    """z ~ N(0, I₃), x = A z + N(0, .5² I₄): posterior precision I + 4 A'A; the third number is never seen."""
    stream = np.random.default_rng(3)
    a = np.array([[1.0, 0.0, 0.0], [0.5, 1.0, 0.0], [0.0, -1.0, 0.0], [0.3, 0.3, 0.0]])
    z = stream.standard_normal((6000, 3))
    x = z @ a.T + 0.5 * stream.standard_normal((6000, 4))
    seen = np.array([[1.0, 0.5, 0.2, 0.1]])
    covariance = np.linalg.inv(np.eye(3) + 4.0 * a.T @ a)
    mean = 4.0 * covariance @ a.T @ seen[0]
    fitted = Regression.fit(x, z, 3000) if method == "regression" else Synthetic.fit(x, z)
    drawn = fitted.draws(seen, 2000)[0]
    assert drawn.mean(axis=0) == pytest.approx(mean, abs=0.06)
    assert np.cov(drawn.T) == pytest.approx(covariance, abs=0.08)


def test_the_scale_is_normal_and_goes_back():
    worlds = pd.DataFrame({"a": np.random.default_rng(1).lognormal(size=4000), "n": np.repeat([3.0, 4.0], 2000)})
    scale = Scale.of(worlds)
    z = scale.to(worlds)
    assert z[:, 0].mean() == pytest.approx(0, abs=1e-6) and z[:, 0].std() == pytest.approx(1, abs=0.01)
    assert scale.back(z)["a"].to_numpy() == pytest.approx(worlds["a"].to_numpy(), rel=1e-9)
    assert set(scale.back(z)["n"]) == {3.0, 4.0}


def test_a_figure_that_is_missing_has_a_mark_and_a_discrepancy_widens():
    table = pd.DataFrame({"a": np.random.default_rng(2).normal(size=3000)})
    table["b"] = table["a"].where(table.index % 3 != 0)
    known = Figures.of(table)
    x = known.to(np.array([[0.0, np.nan]]))
    assert x.shape == (1, 3) and x[0, 1] == 0.0 and x[0, 2] == 1.0
    wide = [with_discrepancy(table, {"a": 1.0, "b": 1.0}, {"a": factor}, 0)["a"].std() for factor in (1.0, 4.0)]
    assert wide[0] == pytest.approx(np.sqrt(1 + 0.25), rel=0.05) and wide[1] == pytest.approx(np.sqrt(1 + 4), rel=0.1)


# --- simulated records ---


def toy_chunk(chunk: int, source: Source, threads: int = 1) -> pd.DataFrame:
    """tempo shows in count_RUS, theta in nothing."""
    stream = np.random.default_rng([source.seed, chunk])
    z = stream.standard_normal((1000, 3))
    world = {"world.RUS.tempo": np.exp(z[:, 0]), "world.theta": z[:, 1], "world.report_level": z[:, 2]}
    return pd.DataFrame(world | {"figure.count_RUS": 14.0 + 4.0 * z[:, 0] + stream.normal(size=1000)})


def test_an_interrupted_simulation_goes_on_where_it_stopped(tmp_path, monkeypatch):
    begun = []

    def interrupted(chunk, source, threads=1):
        begun.append(chunk)
        if len(begun) == 3:
            raise KeyboardInterrupt
        return toy_chunk(chunk, source)

    monkeypatch.setattr(simulations, "simulate_chunk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simulate_records(tmp_path / "a", 4000, workers=1)
    done = []
    simulate_records(tmp_path / "a", 4000, workers=1, progress=lambda count, total: done.append((count, total)))
    assert begun == [0, 1, 2, 2, 3] and done == [(2000, 4000), (3000, 4000), (4000, 4000)]
    simulate_records(tmp_path / "b", 4000, workers=1)
    for here, there in zip(read_records(tmp_path / "a"), read_records(tmp_path / "b"), strict=True):
        assert here.equals(there)
    with pytest.raises(RequestError, match="another seed"):
        simulate_records(tmp_path / "a", 4000, Source(seed=1), workers=1)


def test_a_toy_record_is_read_and_its_worlds_are_listed(tmp_path, monkeypatch):
    tables = [toy_chunk(chunk, Source()) for chunk in range(4)]
    whole = pd.concat(tables, ignore_index=True)
    worlds = whole.filter(like="world.").rename(columns=lambda name: name[6:])
    seen = whole.filter(like="figure.").rename(columns=lambda name: name[7:])
    (tmp_path / "record.csv").write_text("name,value,error\ncount_RUS,18,0.1\n")
    found = infer_worlds(worlds, seen, read_record(tmp_path / "record.csv"), 200)
    rows = {row["parameter"]: row for row in rows_of_worlds(found, worlds)}
    # z | x = 18 is N(16/17, 1/17): e^.941, and a factor of e^(1.96 · .2425) to either side
    assert rows["RUS.tempo"]["median"] == pytest.approx(np.exp(16 / 17), rel=0.08)
    assert rows["RUS.tempo"]["low"] == pytest.approx(np.exp(16 / 17 - 0.475), rel=0.12)
    assert rows["theta"]["prior_only"] and not rows["RUS.tempo"]["prior_only"]
    write_worlds(tmp_path, found, {"records": 4000})
    assert list(pd.read_parquet(tmp_path / "worlds.parquet")) == ["RUS.tempo", "theta"]
    about = json.loads((tmp_path / "worlds.json").read_text())
    assert (
        about["worlds"] == 200 and about["prior_only"] == ["theta"] and set(about["middle"]) == {"RUS.tempo", "theta"}
    )
    with pytest.raises(RequestError, match="no figure is called"):
        infer_worlds(worlds, seen, statistics(), 200)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,value\na,1\n", "columns name, value and error"),
        ("name,value,error\na,x,1\n", "line 2: value and error are numbers"),
        ("name,value,error\na,1,-1\n", "not below 0"),
        ("name,value,error\n", "holds no figure"),
    ],
)
def test_a_wrong_record_is_one_line(tmp_path, text, said):
    (tmp_path / "record.csv").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_record(tmp_path / "record.csv")


def test_the_second_method_is_shown_beside_the_first(capsys):
    """On a toy both are calibrated, and at the record they agree."""
    whole = pd.concat([toy_chunk(chunk, Source()) for chunk in range(3)], ignore_index=True)
    worlds = whole.filter(like="world.").rename(columns=lambda name: name[6:])
    seen = whole.filter(like="figure.").rename(columns=lambda name: name[7:])
    first, second = held_out(worlds, seen, {"count_RUS": replace(statistics()["count_RUS"], value=18.0, error=0.1)})
    for one in second["methods"].values():
        for level, (share, _) in first.coverage.items():
            assert one["coverage"][f"{level:g}"]["share"] == pytest.approx(share, abs=0.06)
        assert one["log_score_gain"]["mean"] == pytest.approx(first.gain[0], abs=0.15) and first.gain[0] > 1.0
    assert second["at_record"]["largest_move"] < 0.2 and second["at_record"]["of"] == "RUS.tempo"
    second["policies"] = []
    _show_second({**first.to_json(), "second": second})
    told = capsys.readouterr().out
    assert "synthetic likelihood" in told and "half from each" in told and "RUS.tempo" in told
