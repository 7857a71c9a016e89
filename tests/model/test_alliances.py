"""Another alliance is a folder: states.csv, ties.csv and alliance.toml. One is shipped; every fault is one line."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from model import AllianceModel, simulate
from model.errors import RequestError
from model.parameters import PARAMETERS
from model.roster import alliances, read_roster
from model.settings import policies, resolve, scenarios
from model.simulation import prepare, run_block

LEAGUE = Path(str(files("model") / "data" / "delian-league"))


@pytest.fixture
def copy(tmp_path):
    for name in ("states.csv", "ties.csv", "alliance.toml"):
        shutil.copy(LEAGUE / name, tmp_path / name)
    return tmp_path


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_nato_is_the_first_world_and_the_league_the_other():
    assert alliances() == ("nato", "delian-league", "nato-2014")
    assert read_roster().digest == read_roster("nato").digest
    league = read_roster("delian-league")
    assert len(league.allies) == 10
    assert league.codes[int(np.argmax(league.columns["hegemon"]))] == "ATH"


def test_three_files_are_a_world(copy):
    own, shipped = read_roster(copy), read_roster("delian-league")
    assert own.codes == shipped.codes
    assert own.digest == shipped.digest
    assert own.name == copy.name


def test_what_the_toml_leaves_out_of_a_pair_is_meant_for_all(copy):
    league = read_roster(copy)
    persia = league.adversary_codes.index("PER")
    focus = dict(zip(league.codes, league.pairs["focus"][persia], strict=True))
    assert (focus["MIL"], focus["NAX"]) == (2.0, 0.5)
    edit(copy / "alliance.toml", "ALL = { focus = 0.5, proximity = 0.2 }\n", "")
    assert dict(zip(league.codes, read_roster(copy).pairs["focus"][persia], strict=True))["NAX"] == 1.0


def test_a_world_brings_defaults_over_which_scenario_and_policy_write(copy):
    edit(copy / "alliance.toml", "crime_rate = 1.0", "crime_rate = 1.0\npledge_core = 0.05")
    league = read_roster(copy)
    assert resolve(roster=league).parameters["crime_rate"] == 1.0 != PARAMETERS["crime_rate"].default
    assert resolve(roster=league).parameters["pledge_core"] == 0.05
    assert resolve(parameters={"crime_rate": 3.0}, roster=league).parameters["crime_rate"] == 3.0
    assert resolve().parameters["crime_rate"] == PARAMETERS["crime_rate"].default


def test_tastes_follow_from_the_worlds_own_pledge(copy):
    before = prepare(months=1, roster=read_roster(copy)).template.states.taste.copy()
    edit(copy / "alliance.toml", "crime_rate = 1.0", "pledge_core = 0.01")
    after = prepare(months=1, roster=read_roster(copy)).template.states.taste
    assert not np.array_equal(before, after)


def test_the_league_runs_alike_compiled_and_as_mesa_agents():
    league = read_roster("delian-league")
    prepared = prepare(months=60, roster=league)
    compiled = run_block(prepared, [3], 1, series=True)
    agents = run_block(prepared, [3], 1, series=True, kinds={})
    assert compiled.measures.tobytes() == agents.measures.tobytes()
    assert AllianceModel(seed=3, roster=league).allies["ATH"].gdp == 4000.0


def test_policies_that_name_nobody_run_in_any_alliance():
    league = read_roster("delian-league")
    ran = 0
    for setting in (*policies().values(), *scenarios().values()):
        names = [code for _, code, *_ in setting.entities] + [c for ch in setting.changes for _, c, *_ in ch.entities]
        if all(part.isupper() and part in ("ALL", "ALLIES", "PARTNERS") for name in names for part in name.split(":")):
            runs = simulate(**{setting.kind: setting}, seeds=[1], months=24, roster=league)
            assert not runs.errors
            ran += 1
    assert ran >= 15


def test_who_is_not_in_the_world_cannot_be_written_on():
    with pytest.raises(RequestError, match=r"unknown state code 'TUR'"):
        prepare(scenario="strategic-balancing", roster=read_roster("delian-league"))


FAULTS = {
    "no adversaries": ("alliance.toml", "[adversaries.PER]", "[adversaries]", "adversaries.name: expected a table"),
    "an unknown key": ("alliance.toml", "title", "titel", "alliance.toml: unknown key 'titel'; did you mean 'title'?"),
    "no title": (
        "alliance.toml",
        'title = "The Delian League"',
        'title = ""',
        "alliance.toml: title must be one line of text",
    ),
    "not TOML": ("alliance.toml", "[parameters]", "[parameters", "not TOML"),
    "an unknown column": (
        "alliance.toml",
        "motive = 1",
        "motivation = 1",
        "alliance.toml: adversaries.PER: unknown key 'motivation'; did you mean 'motive'?",
    ),
    "a column left out": ("alliance.toml", "tempo = 2.0\n", "", "alliance.toml: adversaries.PER: tempo is empty"),
    "a number out of bounds": (
        "alliance.toml",
        "tempo = 2.0",
        "tempo = 200",
        "alliance.toml: adversaries.PER: tempo = 200 is out",
    ),
    "text for a number": ("alliance.toml", "tempo = 2.0", 'tempo = "often"', "tempo = 'often' is not a number"),
    "an unknown state": (
        "alliance.toml",
        "MIL = {",
        "MILE = {",
        "PER.pairs: unknown state code 'MILE'; did you mean 'MIL'?",
    ),
    "an unknown pair column": ("alliance.toml", "hedge = 0.5", "hedging = 0.5", "PER.pairs.SAM: unknown key 'hedging'"),
    "a pair out of bounds": (
        "alliance.toml",
        "proximity = 0.8, h",
        "proximity = 8, h",
        "PER.pairs.SAM: proximity = 8 is out",
    ),
    "an unknown parameter": (
        "alliance.toml",
        "crime_rate",
        "crime_rates",
        "unknown parameter 'crime_rates'; did you mean",
    ),
    "a state as adversary": ("alliance.toml", "[adversaries.PER]", "[adversaries.MIL]", "'MIL' is a state as well"),
    "one member": ("states.csv", "", "", "at least two members"),
    "no file of ties": (
        "ties.csv",
        None,
        None,
        "there is no ties.csv; an alliance has states.csv, ties.csv and alliance.toml",
    ),
    "nobody at all": ("alliance.toml", None, None, "there is no adversary"),
}


@pytest.mark.parametrize(("file", "before", "after", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_world_is_one_line(copy, file, before, after, message):
    path = copy / file
    if before is None:
        path.unlink()
    elif not before:
        path.write_text(path.read_text(encoding="utf-8").replace(",ally,", ",partner,"), encoding="utf-8")
    else:
        edit(path, before, after)
    with pytest.raises(RequestError) as error:
        resolve(roster=read_roster(copy))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_fault_names_the_folder_of_the_world(copy):
    edit(copy / "alliance.toml", "tempo = 2.0", "tempo = 200")
    with pytest.raises(RequestError) as error:
        read_roster(copy)
    assert str(error.value).startswith(f"{copy / 'alliance.toml'}: adversaries.PER: tempo = 200")


def test_adversaries_stand_in_one_place(copy):
    (copy / "pairs.csv").write_text("adversary,state,focus,proximity,hedge,rival\n")
    with pytest.raises(RequestError, match=r"adversaries stand in alliance\.toml and in pairs\.csv; leave one out"):
        read_roster(copy)


def test_a_wrong_name_gets_the_nearest_one():
    with pytest.raises(RequestError, match="did you mean 'delian-league'"):
        read_roster("delian")
