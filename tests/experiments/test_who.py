"""Whose gains and losses: states and groups of them, in windows, in money, beside what the alliance's measures say."""

import json

import numpy as np
import pytest

from experiments import compare
from experiments.analysis.by_state import CASES, FIGURES, Who
from experiments.cli import main as command
from model.errors import RequestError
from model.measures import MEASURES
from model.roster import read_roster
from model.state import STATE_TOTALS


def main(asked):
    try:
        command(asked)
    except SystemExit as end:
        return end.code or 0
    return 0


CODES = read_roster().codes
ALLIES = [code for code, role in zip(CODES, read_roster().columns["role"], strict=True) if role == 0]


def means(found, **cells):
    table = found.by_state
    for name, value in cells.items():
        table = table[table[name] == value]
    return dict(zip(table["measure"], table["mean"], strict=True))


def test_what_has_a_measures_name_is_that_measure_where_the_group_is_everyone():
    found = compare(["baseline", "hague"], runs=6, months=48, groups={"all": CODES, "allies": ALLIES})
    alliance = found.table.set_index(["policy", "measure"])["mean"]
    for policy in ("baseline", "hague"):
        everyone = means(found, policy=policy, group="all")
        for name in ("welfare", "damage", "harm_money", "civilian_harm", "civilian_share"):
            assert everyone[name] == pytest.approx(alliance[policy, name], rel=1e-9), name
        members = means(found, policy=policy, group="allies")
        for name in ("core_share", "core_share_gdp", "resilience"):
            assert members[name] == pytest.approx(alliance[policy, name], rel=1e-2), name
        networks = alliance[policy, "operations_networks"]
        assert everyone["operations"] == pytest.approx(alliance[policy, "operations"] - networks)
    assert all(FIGURES[name].unit == MEASURES[name].unit for name in FIGURES if name in MEASURES)


def test_a_group_is_the_sum_of_its_states_and_a_window_one_of_its_years(tmp_path):
    out = tmp_path / "kept"
    found = compare(
        ["baseline", "hague"],
        runs=4,
        months=60,
        states=["EST", "LVA"],
        groups={"two": ["EST", "LVA"]},
        window="2026:2027",
        out=out,
    )
    own = [means(found, policy="hague", state=code) for code in ("EST", "LVA")]
    together = means(found, policy="hague", group="two")
    for name in ("harm_money", "operations", "core_money"):
        assert together[name] == pytest.approx(own[0][name] + own[1][name])
    assert set(found.by_state["state"].dropna()) == {"EST", "LVA"}
    kept = found.results.store.states(found.results.chosen("hague")[0].name, 4)
    at, place = STATE_TOTALS.index("total_money"), CODES.index("EST")
    assert own[0]["harm_money"] == pytest.approx(np.mean(kept[:, 2, place, at] - kept[:, 0, place, at]))
    again = compare(["baseline", "hague"], runs=4, months=60, states=["EST"], window="2026:2027")
    assert means(again, policy="hague", state="EST") == means(found, policy="hague", state="EST")


def test_a_window_must_be_one_of_whole_years():
    with pytest.raises(RequestError, match="give whole years"):
        compare(["baseline", "hague"], runs=2, months=24, states=["EST"], window="0:18")


def test_one_policy_is_compared_over_scenarios_the_first_being_the_reference():
    found = compare(
        ["hague"], scenario=["today", "us-retrenchment"], runs=8, months=96, measures=["core_share"], states=["USA"]
    )
    both = compare(
        ["hague", "wales"], scenario=["today", "us-retrenchment"], runs=8, months=96, measures=["core_share"]
    )
    rows = found.table.set_index("scenario")
    values = {name: both.results.column("core_share", policy="hague", scenario=name) for name in rows.index}
    assert np.isnan(rows["difference"]["today"])
    assert rows["difference"]["us-retrenchment"] == pytest.approx(np.mean(values["us-retrenchment"] - values["today"]))
    state = found.by_state.set_index("scenario")
    assert np.isnan(state["difference"]["today"]) and state["difference"]["us-retrenchment"] < 0.0
    with pytest.raises(RequestError, match="a ledger follows"):
        compare(["hague"], scenario=["today", "us-retrenchment"], runs=2, ledger=True)


def test_who_is_not_there_is_named_before_anything_runs():
    with pytest.raises(RequestError, match="--group baltics: unknown state 'LVT'; did you mean"):
        Who((), {"baltics": ("EST", "LVT")}).rows(CODES)


def test_the_command_tells_states_and_groups_in_the_table(capsys):
    asked = [
        "compare",
        "baseline",
        "hague",
        "--runs",
        "6",
        "--months",
        "24",
        "--states",
        "EST,POL",
        "--group",
        "b=EST,LVA,LTU",
    ]
    assert main([*asked, "--measure", "damage,harm_money", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {(row["state"], row["group"]) for row in told["table"]} == {("EST", None), ("POL", None), (None, "b")}
    assert {row["measure"] for row in told["table"]} == {"damage", "harm_money"} and told["alliance_table"]
    assert main([*asked, "--measure", "damage"]) == 0
    told = capsys.readouterr().out
    assert "POL: damage, % of GDP a year" in told and "b: damage" in told
    assert main(["compare", "baseline", "hague", "--group", "EST"]) == 2
    assert "write a name and states, as baltics=EST,LVA,LTU" in capsys.readouterr().err


def test_cases_by_state_are_the_alliances_own_where_the_group_is_everyone_and_its_networks(tmp_path):
    """Names, answers and tiers, counted by target from the logs, beside what the model's own months say."""
    names = [
        *("operations_low", "operations_medium", "operations_high", "detected", "attributed"),
        "attributed_publicly",
    ]
    names += ["detected_share", "attributed_share", "public_share", "published_share", "ascribed_share"]
    names += ["months_to_attribution", "months_to_public"]
    asked = {"runs": 6, "months": 96, "measures": names}
    found = compare(["baseline", "hague"], groups={"all": CODES}, keep=("incidents",), out=tmp_path / "kept", **asked)
    for policy in ("baseline", "hague"):
        entry = found.results.chosen(policy)[0]
        alliance = {name: found.results.column(name, policy=policy) for name in names}
        networks = []  # the alliance's own networks are nobody's
        for _, log in found.results.store.events(entry.name):
            networks.append(np.sum((log["tier"] >= 0) & (log["target"] >= len(CODES)) & (log["month"] < 60)))
            assert np.sum((log["tier"] >= 0) & (log["author"] < 4)) > 100
        everyone = means(found, policy=policy, group="all")
        for name in names:
            slack = np.mean(networks) if name in ("detected", "attributed", "attributed_publicly") else None
            if name.startswith("operations"):
                slack = 2.0 * np.mean(networks)
            if slack is None:
                assert everyone[name] == pytest.approx(alliance[name].mean(), rel=0.02), name
            else:
                assert 0.0 <= alliance[name].mean() - everyone[name] <= slack, name
    assert all(CASES[name].unit == MEASURES[name].unit for name in CASES if name in MEASURES)
    again = compare(["baseline", "hague"], groups={"all": CODES}, **asked)
    assert again.by_state.equals(found.by_state)  # logs reduced as they come, or read from disk


def test_cases_are_counted_over_any_months_and_windows_add_up():
    """Answers and tiers of the Baltics in half years; a ledger beside them needs the same logs whole."""
    asked = {"runs": 6, "months": 72, "groups": {"baltics": ["EST", "LVA", "LTU"]}, "states": ["UKR"]}
    asked["measures"] = ["operations_low", "answered", "answered_share", "misnamed_share"]
    parts = [compare(["baseline", "hague"], window=f"{first}:{first + 6}", **asked) for first in (0, 6, 12)]
    whole = compare(["baseline", "hague"], window="0:18", ledger=True, **asked)
    assert whole.ledger is not None
    for whose in ({"state": "UKR"}, {"group": "baltics"}):
        for name in ("operations_low", "answered"):
            each = [means(part, policy="hague", **whose)[name] for part in parts]
            assert sum(each) == pytest.approx(means(whole, policy="hague", **whose)[name])
        share = means(whole, policy="hague", **whose)["answered_share"]
        assert 0.0 <= share <= 100.0
    assert means(whole, policy="hague", state="UKR")["operations_low"] > 0.0
    late = compare(["baseline", "hague"], window="40:72", **asked)  # nothing so late is settled
    assert np.isnan(means(late, policy="hague", state="UKR")["answered"])
    assert means(late, policy="hague", state="UKR")["operations_low"] > 0.0


def test_money_of_states_has_names_of_its_own(capsys):
    asked = ["compare", "baseline", "hague", "--runs", "4", "--months", "24", "--states", "EST"]
    assert main([*asked, "--measure", "core_money,resilience_money"]) == 0
    assert "EST: core_money, bn USD a year" in capsys.readouterr().out
    assert main([*asked, "--measure", "core_mony"]) == 2
    assert "unknown measure by state 'core_mony'; did you mean 'core_money'?" in capsys.readouterr().err
    assert main([*asked, "--measure", "damage", "--window", "0:6"]) == 2
    assert "give whole years, as 2026:2030, or ask of cases alone: operations_low" in capsys.readouterr().err
