"""Two policies under the same luck: the first incident that parted them, and what that came to."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import why
from experiments.explanation.chain import MEASURES
from model import AllianceModel, simulate
from model.errors import RequestError


@pytest.fixture(scope="module")
def parting():
    return why(AllianceModel("baseline", seed=4), against=AllianceModel("hague", seed=4))


def test_the_same_policy_parts_nothing():
    same = why(AllianceModel("hague", seed=4), against=AllianceModel("hague", seed=4))
    assert not same.parted and same.first_month is None and len(same.table) == 0
    assert same.title.endswith("nothing parted them")


def test_the_first_incident_that_parted_them_is_the_first_that_differs_in_the_tables(parting):
    one, other = (simulate(policy, seeds=[4]).incidents.set_index("identity") for policy in ("baseline", "hague"))
    columns = ["target", "tier", "flag", "zero_day", "detected", "named", "named_month", "outcome", "fate"]
    columns += ["public_month", "brought_month", "closed_month"]
    both = sorted(one.index.union(other.index))
    tables = [
        table.reindex(both)[columns].astype(object).where(lambda frame: frame.notna(), None) for table in (one, other)
    ]
    differs = np.flatnonzero((tables[0] != tables[1]).to_numpy() & ~(tables[0].isna() & tables[1].isna()).to_numpy())
    first = both[differs[0] // len(columns)]
    known = (one if first in one.index else other).loc[first]
    row = parting.table[parting.table.step == "parted"].iloc[0]
    assert row.month == f"{2025 + known.month // 12}-{known.month % 12 + 1:02}"
    assert row.what.startswith(f"{known.author} on {known.target}")
    assert len(parting.incidents) == len(set((differs // len(columns)).tolist()))


def test_sums_by_year_and_in_all_are_those_of_the_runs(parting):
    runs = [simulate(policy, seeds=[4]) for policy in ("baseline", "hague")]
    table = parting.table
    for measure in MEASURES:
        months = [run.measures[0, :, run.names.index(measure)] for run in runs]
        ends = table[(table.step == "end") & (table.what == measure)]
        assert list(ends.value) == [months[0].sum(), months[1].sum(), months[1].sum() - months[0].sum()]
        years = table[(table.step == "year") & (table.what == measure) & (table.who == "hague")]
        assert list(years.value) == [months[1][12 * n : 12 * n + 12].sum() for n in range(20)]
    gap = ends_of(table, "civilian_harm")
    assert f"${abs(gap):.1f} bn {'lower' if gap < 0 else 'higher'} than under baseline" in parting.title


def ends_of(table, measure):
    return table[(table.step == "end") & (table.what == measure) & (table.who == "difference")].value.iloc[0]


def test_levels_part_no_later_than_what_follows_from_them(parting):
    months = {step: table.month.iloc[0] for step, table in parting.table.groupby("step")}
    assert months["levels"] <= months["parted"] <= months["link"]


def test_other_luck_tells_nothing():
    with pytest.raises(RequestError, match="the same luck"):
        why(AllianceModel("hague", seed=4), against=AllianceModel("hague", seed=5))
    with pytest.raises(RequestError, match="two alliances"):
        why(AllianceModel(seed=4), against=AllianceModel(seed=4, roster=read("delian-league")))


def read(name):
    from model.roster import read_roster

    return read_roster(name)
