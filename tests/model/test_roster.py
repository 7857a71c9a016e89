"""The shipped world holds what its sources say, can be rebuilt from them, and any fault in a world is one line."""

from __future__ import annotations

import csv
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from model.data.build import build
from model.errors import RequestError
from model.roster import LAYERS, read_roster

NATO = Path(str(files("model") / "data" / "nato"))
RAW = Path(str(files("model") / "data" / "raw"))
TABLES = ("states.csv", "adversaries.csv", "pairs.csv", "ties.csv")


@pytest.fixture(scope="module")
def nato():
    return read_roster()


@pytest.fixture
def copy(tmp_path):
    """An alliance that the tests may damage."""
    for table in TABLES:
        shutil.copy(NATO / table, tmp_path / table)
    return tmp_path


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def at(roster, code, column):
    return roster.columns[column][roster.codes.index(code)]


def pair(roster, adversary, state, column):
    return roster.pairs[column][roster.adversary_codes.index(adversary), roster.codes.index(state)]


def ties(roster, layer):
    return {frozenset((roster.codes[i], roster.codes[j])): w for i, j, w in roster.ties[layer]}


def test_thirty_two_allies_then_five_partners_face_four_adversaries(nato):
    assert len(nato.allies) == 32
    assert nato.codes[32:] == nato.partners == ("UKR", "AUS", "JPN", "NZL", "KOR")
    assert nato.adversary_codes == ("RUS", "CHN", "IRN", "PRK")


def test_a_rebuild_from_the_raw_figures_gives_the_same_bytes(tmp_path):
    build(tmp_path)
    for table in TABLES:
        assert (tmp_path / table).read_bytes() == (NATO / table).read_bytes(), table


def test_every_column_has_a_line_in_the_sources():
    text = (NATO / "SOURCES.md").read_text(encoding="utf-8")
    for table in TABLES[:3]:
        with (NATO / table).open(encoding="utf-8") as file:
            for column in next(csv.reader(file)):
                assert column in text, f"{table}: {column}"
    for layer in LAYERS:
        assert f"| {layer} |" in text
    for raw in RAW.iterdir():
        assert raw.stem in text, raw.name


def test_spending_of_2024_is_what_nato_reports(nato):
    with (RAW / "nato_spending.csv").open(encoding="utf-8") as file:
        reported = {r["iso3"]: float(r["defence_pct_gdp"]) for r in csv.DictReader(file) if r["year"] == "2024"}
    assert len(reported) == 31
    for code, per_cent in reported.items():
        assert 100 * at(nato, code, "core_2024") == pytest.approx(per_cent)


def test_iceland_has_no_forces_and_no_pledge_and_partners_made_none(nato):
    assert at(nato, "ISL", "core_2024") == at(nato, "ISL", "pledged") == 0
    assert nato.columns["pledged"].sum() == 31
    assert not any(at(nato, code, "pledged") for code in nato.partners)


def test_threat_is_highest_in_ukraine_and_at_the_russian_border(nato):
    threat = nato.columns["threat_rest"]
    assert threat.min() >= 0.05
    assert threat.max() == at(nato, "UKR", "threat_rest") == 0.6
    border = [at(nato, code, "threat_rest") for code in ("NOR", "FIN", "EST", "LVA", "LTU", "POL")]
    assert min(border) > max(at(nato, code, "threat_rest") for code in ("DEU", "FRA", "ESP", "USA", "CAN"))


def test_proximity_is_one_at_a_land_border_and_falls_with_distance(nato):
    assert all(pair(nato, "RUS", code, "proximity") == 1 for code in ("NOR", "FIN", "EST", "LVA", "LTU", "POL", "UKR"))
    assert pair(nato, "IRN", "TUR", "proximity") == pair(nato, "PRK", "KOR", "proximity") == 1
    assert 1 > pair(nato, "RUS", "SWE", "proximity") > pair(nato, "RUS", "DEU", "proximity") > 0.3
    assert pair(nato, "RUS", "NZL", "proximity") < 0.01


def sought(nato):
    """How much each adversary seeks each state, by focus and size; a share."""
    drawn = nato.pairs["focus"] * nato.columns["population"] ** 0.83
    return drawn / drawn.sum(axis=1, keepdims=True)


def test_focus_is_never_zero_and_one_where_size_alone_speaks(nato):
    """Weighed by size its mean is one but for the pull towards one that few incidents leave it."""
    assert nato.pairs["focus"].min() > 0
    size = nato.columns["population"] ** 0.83
    assert (nato.pairs["focus"] @ size) / size.sum() == pytest.approx(1, abs=0.2)


def test_the_busiest_tenth_of_the_pairs_draws_most_operations_but_not_all(nato):
    drawn = sought(nato) * nato.adversary_columns["tempo"][:, None]
    busiest = np.sort(drawn.ravel())[::-1]
    assert 0.5 < busiest[: round(0.1 * busiest.size)].sum() / busiest.sum() < 0.75


def test_each_adversary_seeks_most_whom_the_record_names_most(nato):
    most = {code: nato.codes[int(row.argmax())] for code, row in zip(nato.adversary_codes, sought(nato), strict=True)}
    assert most == {"RUS": "UKR", "CHN": "USA", "IRN": "USA", "PRK": "KOR"}


def test_only_three_allies_balance_and_only_they_keep_a_channel(nato):
    balancing = {code for code in nato.codes if at(nato, code, "balancing") > 0}
    keeping = {nato.codes[i] for i in np.flatnonzero(nato.pairs["hedge"].sum(axis=0))}
    assert balancing == keeping == {"TUR", "HUN", "SVK"}
    assert pair(nato, "RUS", "TUR", "hedge") == 1


def test_allies_are_bound_to_each_other_and_ukraine_to_nobody(nato):
    treaty = ties(nato, "treaty")
    assert len(treaty) == 32 * 31 // 2 + 4
    assert treaty[frozenset(("JPN", "USA"))] == treaty[frozenset(("AUS", "NZL"))] == 1
    assert not any("UKR" in ends for ends in treaty)


def test_evidence_is_shared_most_in_the_closest_circle(nato):
    shared = ties(nato, "intelligence")
    assert shared[frozenset(("GBR", "USA"))] == shared[frozenset(("AUS", "NZL"))] == 1
    assert shared[frozenset(("FRA", "USA"))] == 0.8
    assert shared[frozenset(("DEU", "USA"))] == 0.6
    assert shared[frozenset(("ALB", "USA"))] == 0.4
    assert shared[frozenset(("UKR", "USA"))] == 0.3
    assert shared[frozenset(("JPN", "USA"))] == 0.2


def test_the_digital_layer_is_sparse_and_reaches_everybody(nato):
    degree = np.zeros(37, dtype=int)
    for i, j, _ in nato.ties["digital"]:
        degree[[i, j]] += 1
    assert degree.min() >= 8
    assert len(nato.ties["digital"]) < 37 * 8


def test_ties_are_ordered_pairs_with_weights_up_to_one(nato):
    for layer in LAYERS:
        assert nato.ties[layer] == sorted(nato.ties[layer])
        assert all(i < j and 0 < w <= 1 for i, j, w in nato.ties[layer])


def test_a_folder_of_the_same_form_is_another_alliance(copy, nato):
    edit(copy / "states.csv", "Belgium", "Flanders")
    other = read_roster(copy)
    assert other.names[0] == "Flanders"
    assert other.name == copy.name
    assert other.digest != nato.digest == read_roster().digest


FAULTS = {
    "a missing file": ("ties.csv", None, None, "there is no ties.csv"),
    "a missing column": (
        "states.csv",
        "threat_rest",
        "threat_rets",
        "states.csv: no column 'threat_rest'; is it 'threat_rets'?",
    ),
    "a missing column of ties": (
        "ties.csv",
        "weight",
        "w",
        "ties.csv: no column 'weight'; it must have a, b, layer, weight",
    ),
    "a bad number": ("states.csv", ",665.0,", ",many,", "states.csv, line 2: gdp = 'many' is not a number"),
    "an empty cell": ("states.csv", ",665.0,", ",,", "states.csv, line 2: gdp is empty"),
    "a number out of bounds": ("states.csv", ",665.0,", ",-1,", "states.csv, line 2: gdp = -1 is out of bounds"),
    "half a flag": (
        "adversaries.csv",
        "0.15,1,1.0",
        "0.15,0.5,1.0",
        "adversaries.csv, line 2: nuclear = 0.5 must be 0 or 1",
    ),
    "an unknown role": ("states.csv", "Belgium,ally", "Belgium,alley", "unknown role 'alley'; did you mean 'ally'?"),
    "a group as a code": ("states.csv", "BEL,Belgium", "ALL,Belgium", "code 'ALL' is not allowed"),
    "a code twice": ("states.csv", "CAN,Canada", "BEL,Canada", "states.csv, line 3: code 'BEL' stands twice"),
    "an unknown state": ("pairs.csv", "RUS,BEL", "RUS,BLE", "unknown state code 'BLE'; did you mean 'BEL'?"),
    "an unknown adversary": ("pairs.csv", "RUS,BEL", "RUX,BEL", "unknown adversary code 'RUX'; did you mean 'RUS'?"),
    "a pair twice": ("pairs.csv", "RUS,CAN", "RUS,BEL", "pairs.csv, line 3: the pair RUS, BEL stands twice"),
    "an unknown layer": ("ties.csv", "border", "boarder", "unknown layer 'boarder'; did you mean 'border'?"),
    "a tie to oneself": ("ties.csv", "BEL,FRA,border", "BEL,BEL,border", "BEL is tied to itself"),
    "a tie twice": ("ties.csv", "BEL,FRA,border", "LUX,BEL,border", "this border tie stands twice"),
    "two hegemons": ("states.csv", "11.859,0.014,0", "11.859,0.014,1", "exactly one state is the hegemon; there are 2"),
    "a state that is an adversary": ("adversaries.csv", "RUS", "BEL", "'BEL' is a state as well"),
}


@pytest.mark.parametrize(("file", "before", "after", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_line_that_says_where(copy, file, before, after, message):
    if before is None:
        (copy / file).unlink()
    else:
        edit(copy / file, before, after)
    with pytest.raises(RequestError) as error:
        read_roster(copy)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_fault_names_the_folder_of_its_file(copy):
    edit(copy / "states.csv", ",665.0,", ",many,")
    with pytest.raises(RequestError) as error:
        read_roster(copy)
    assert str(error.value).startswith(f"{copy / 'states.csv'}, line 2: gdp = 'many'")


def test_columns_parted_by_semicolons_are_told_apart_from_a_missing_column(copy):
    table = copy / "states.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    with pytest.raises(RequestError, match=r"states\.csv: columns are separated by ';'; write commas"):
        read_roster(copy)


def test_a_pair_left_out_is_missed(copy):
    lines = (copy / "pairs.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "pairs.csv").write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    with pytest.raises(RequestError, match=r"pairs\.csv: no row for RUS, BEL \(1 pairs are missing\)"):
        read_roster(copy)


def test_a_world_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RequestError, match="no such folder"):
        read_roster(tmp_path / "nowhere")
