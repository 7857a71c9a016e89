"""A bundle makes its study again on another machine: the same bits, from nothing but the file."""

import json
import zipfile

import numpy as np
import pytest

from experiments import Study, bundle, load_study, open_results, run_study
from experiments.cli import main as command
from experiments.results.bundles import unbundle
from experiments.study.setting_files import setting_toml
from model.errors import RequestError
from model.measures import MEASURES
from model.settings import load_policy, policies, read_setting, scenarios
from model.toml_files import read_toml

OWN = """title = "Mine"
[parameters]
bar = { times = 0.9 }
[states.TUR]
balancing = 0.3
[pairs.RUS.UKR]
focus = { times = 2 }
[[change]]
year = 2026
[change.parameters]
rule = "majority"
[[when]]
measure = "cohesion"
below = 0.62
for = 2
once = true
[when.parameters]
quota = 0.6
[when.states.HUN]
veto = 1
"""


def run(*words):
    with pytest.raises(SystemExit) as end:
        command(list(words))
    return end.value.code or 0


def same(one, other):
    for entry, twin in zip(one.entries, other.entries, strict=True):
        columns = [results.columns(e, list(MEASURES)) for results, e in ((one, entry), (other, twin))]
        assert all(np.array_equal(columns[0][name], columns[1][name], equal_nan=True) for name in MEASURES)


@pytest.mark.parametrize("setting", [*policies().values(), *scenarios().values()], ids=lambda one: one.source)
def test_every_setting_is_written_as_it_is_read(setting, tmp_path):
    path = tmp_path / "written.toml"
    path.write_text(setting_toml(setting), encoding="utf-8")
    again = read_setting(read_toml(path, str(path)), setting.kind, "other", "other")
    for name in ("name", "title", "meaning", "parameters", "entities", "changes", "signposts"):
        assert getattr(again, name) == getattr(setting, name), name


def test_a_study_with_all_that_a_setting_can_say_runs_again_from_the_file(tmp_path):
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    asked = ("baseline", str(tmp_path / "mine.toml"), "hague@2026")
    study = Study(asked, ("today", "us-retrenchment"), 6, 3, 24, {"psi": 0.3}, worlds="record", keep=("series",))
    run_study(study, tmp_path / "first")
    rows = bundle(tmp_path / "first", tmp_path / "study.zip")
    assert {"study.toml", "ro-crate-metadata.json", "worlds.parquet", "alliance/states.csv"} <= {
        row["file"] for row in rows
    }
    assert run("batch", str(tmp_path / "study.zip"), "--out", str(tmp_path / "again")) == 0
    same(open_results(tmp_path / "first"), open_results(tmp_path / "again"))
    bundle(tmp_path / "first", tmp_path / "twice.zip")
    assert (tmp_path / "twice.zip").read_bytes() == (tmp_path / "study.zip").read_bytes()


def test_a_design_and_a_network_travel_too(tmp_path):
    from experiments import network as layers
    from experiments import write_network

    network = tmp_path / "ties.graphml"
    write_network(network, layers(topology="hub"))
    (tmp_path / "drawn.toml").write_text(f'graphml = "{network.name}"\n', encoding="utf-8")
    text = (
        'policies = ["baseline", "drawn.toml"]\nruns = 2\nmonths = 12\n[design]\nparameters = { kappa = [1.5, 3.0] }\n'
    )
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    run_study(load_study(tmp_path / "study.toml"), tmp_path / "first")
    bundle(tmp_path / "first", tmp_path / "study.zip")
    network.unlink()
    again = run_study(load_study(unbundle(tmp_path / "study.zip", tmp_path / "opened")))
    same(open_results(tmp_path / "first"), again)


def test_the_metadata_names_every_file(tmp_path):
    run_study(Study(("baseline",), runs=2, months=12), tmp_path / "first")
    bundle(tmp_path / "first", tmp_path / "study.zip")
    with zipfile.ZipFile(tmp_path / "study.zip") as archive:
        crate = json.loads(archive.read("ro-crate-metadata.json"))
        names = set(archive.namelist()) - {"ro-crate-metadata.json"}
    by_id = {one["@id"]: one for one in crate["@graph"]}
    assert {part["@id"] for part in by_id["./"]["hasPart"]} == names
    assert by_id["ro-crate-metadata.json"]["conformsTo"]["@id"].endswith("ro/crate/1.1")
    assert all(by_id[name]["@type"] == "File" for name in names) and by_id["#foedus"]["version"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../out.toml", "would leave the folder"),
        ("/out.toml", "would leave the folder"),
        ("a.txt", "holds no study.toml"),
    ],
)
def test_what_is_no_bundle_is_refused_and_nothing_leaves_the_folder(tmp_path, name, told):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
        if name != "a.txt":
            archive.writestr("study.toml", 'policies = ["baseline"]')
    with pytest.raises(RequestError, match=told):
        unbundle(path, tmp_path / "into")
    assert not (tmp_path / "out.toml").exists()
    path.write_bytes(b"no zip")
    with pytest.raises(RequestError, match="cannot be read as a bundle"):
        unbundle(path, tmp_path / "into")


def test_code_of_ones_own_does_not_travel(tmp_path):
    (tmp_path / "mine.py").write_text(
        "from model import Ally\n\n\nclass Same(Ally):\n    def vote(self, case):\n        super().vote(case)\n",
        encoding="utf-8",
    )
    run_study(Study(("baseline", f"{tmp_path / 'mine.py'}:Same"), runs=1, months=12), tmp_path / "first")
    with pytest.raises(RequestError, match=r"mine\.py.*does not carry"):
        bundle(tmp_path / "first", tmp_path / "study.zip")
    assert load_policy("baseline").name == "baseline"
