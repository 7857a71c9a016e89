"""What other tools make of the model, by the code of docs/clients.md, agrees with what the model says itself."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model import PARAMETERS, simulate


def test_mesas_batch_runner_gives_the_months_of_our_runs(told):
    ours = {policy: simulate(policy, seeds=[1, 2], months=24) for policy in ("baseline", "hague")}
    place = ours["hague"].names.index("core_share")
    for policy, mean in told.value("Mesa").items():
        assert mean == pytest.approx(ours[policy].measures[:, -1, place].mean(), abs=1e-15)


def test_a_data_collector_has_a_row_a_member_and_month(told):
    collected = told.names["collected"]
    assert len(collected) == 12 * 32
    assert set(collected["code"]) >= {"USA", "TUR", "EST"}
    assert told.value("DataCollector") == max(ally.threat for ally in told.names["model"].allies.values())


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_solara_viz_draws_both_series(told):
    import ipywidgets
    import solara

    _, context = solara.render(told.names["page"], handle_error=False)
    assert len(context.find(ipywidgets.Image).widgets) == 2
    context.close()


def test_salib_finds_that_free_riding_drives_spending(told):
    total = told.value("SALib")
    assert list(total.index) == told.names["names"]
    assert total.idxmax() == "theta"


def test_ema_workbenchs_prim_finds_the_worlds_in_which_spending_is_low(told):
    assert len(told.names["experiments"]) == 80
    assert set(told.names["experiments"]["pledge"]) == {"baseline", "hague"}
    stats, limits = told.value("EMA Workbench")[0]
    assert stats["density"] >= 0.7
    low, high = PARAMETERS["theta"].bounds
    assert low < limits.loc["theta"].iloc[0] < limits.loc["theta"].iloc[1] <= high


def test_pandas_polars_and_duckdb_read_the_same_study(told):
    key = "core_share"
    runs, spending = told.names["runs"], told.names["spending"]
    by_run = runs.groupby("policy")[key].mean()
    by_month = spending.group_by("policy").agg(told.names["pl"].col(key).mean())
    for policy, mean in by_month.iter_rows():
        assert mean == pytest.approx(by_run[policy], rel=1e-12)
    operations = told.value("pandas, Polars and DuckDB")
    points = json.loads((told.folder / "results/clients/manifest.json").read_text())["points"]
    for one in points:
        (counted,) = operations.loc[operations["point"] == one["point"], "operations"]
        assert counted == runs.loc[runs["policy"] == one["policy"], "operations"].sum()


def test_a_network_written_and_read_in_again_gives_the_same_bits(told):
    before = simulate(seeds=range(3), months=24)
    again = simulate(seeds=range(3), months=24, graphml=told.folder / "ties.graphml")
    assert np.array_equal(before.measures, again.measures)


def test_a_network_that_was_changed_gives_other_figures(told):
    assert not any(edge[2] == "intelligence" for edge in told.names["ties"].edges("TUR", keys=True))
    assert set(told.value("networkx and GraphML", 0)) == set(told.names["ties"])
    assert "\n  apart " in told.said[-1]
    before = simulate(seeds=range(3), months=24)
    apart = simulate(scenario=told.folder / "apart.toml", seeds=range(3), months=24)
    assert not np.array_equal(before.measures, apart.measures)


def test_a_made_network_can_be_written_too(tmp_path):
    from experiments import network, write_network
    from model.errors import RequestError

    hub = network(topology="hub")
    assert max(dict(hub.degree()).items(), key=lambda both: both[1])[0] == "USA"
    write_network(tmp_path / "hub.graphml", hub)
    drawn = simulate(seeds=[1], months=12, graphml=tmp_path / "hub.graphml")
    assert np.array_equal(drawn.measures, simulate(seeds=[1], months=12, topology="hub").measures)
    with pytest.raises(RequestError, match="there is no folder"):
        write_network(tmp_path / "none" / "hub.graphml", hub)
