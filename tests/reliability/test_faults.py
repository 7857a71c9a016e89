"""Full disks, read-only folders, no memory, clocks that jump, Ctrl-C at any moment: nothing finished is lost, nothing wrong is
kept, and one line says what to do.

Commands run as a user runs them, on the model itself, a few months long. A folder after a fault and the same command again is
compared byte for byte with one that was left in peace.
"""

from __future__ import annotations

import errno
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from experiments.results import folder as store
from experiments.results.results import open_results, status
from experiments.running.run import run_study
from experiments.study.study import Study
from model.errors import RequestError

LONG = pytest.mark.long
STUDY = 'policies = ["baseline", "hague"]\nruns = {runs}\nmonths = 3\n'
BATCH = [sys.executable, "-m", "experiments", "batch", "study.toml", "--out", "r"]


def rows(folder: Path) -> dict[str, bytes]:
    """Every finished chunk by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("*/*/*.parquet"))}


def whole(folder: Path) -> bytes:
    """Every row of every point, whatever chunks hold them."""
    frame = open_results(folder).to_dataframe().sort_values(["scenario", "policy", "run"])
    return b"".join(frame[name].astype(str).str.cat(sep=",").encode() for name in frame)


def whole_chunks(folder: Path) -> set[str]:
    """The chunks that pass their check, by name."""
    found = store.Folder(folder)
    tables = ((path.parent.name, path.parent.parent.name, path) for path in folder.glob("*/*/*.parquet"))
    for point, table, path in tables:
        found._check(point, table, path)
    return {str(path.relative_to(folder)) for path in found._checked}


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY.format(runs=400))
    return tmp_path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The study of these tests as nobody disturbed it."""
    folder = tmp_path_factory.mktemp("peace")
    (folder / "study.toml").write_text(STUDY.format(runs=400))
    subprocess.run(BATCH, cwd=folder, check=True, capture_output=True)
    return folder / "r"


def ends_as(folder, undisturbed):
    """The same command again leaves the bytes of the run that nobody disturbed."""
    done = subprocess.run(BATCH, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert whole(folder / "r") == whole(undisturbed)
    assert not list((folder / "r").rglob("*.part"))


# a full disk


def on_a_small_disk(folder: Path, size: str) -> tuple[int, list[str]]:
    """The batch where the results folder lies on a file system of `size`; what is there is kept afterwards."""
    script = (
        f"mount -t tmpfs -o size={size} none disk || exit 99; cp -a kept/. disk; {sys.executable} -m experiments batch"
        " study.toml --out disk/r; code=$?; cp -a disk/. kept; exit $code"
    )
    for name in ("disk", "kept"):
        (folder / name).mkdir(exist_ok=True)
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip(f"no file system may be mounted here: {done.stderr.strip()}")
    return done.returncode, done.stderr.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system with unshare")
@pytest.mark.parametrize("size", [pytest.param("16k", marks=LONG), pytest.param("120k", marks=LONG), "260k"])
def test_a_full_disk(study, undisturbed, size):
    code, lines = on_a_small_disk(study, size)
    assert code == 1 and lines[-1].startswith("foedus: No space left on device") and "Traceback" not in str(lines)
    kept = study / "kept" / "r"
    assert not list(kept.rglob("*.part"))
    done = rows(kept)
    assert size != "260k" or (done and "finished runs are kept in disk/r: the same command continues" in lines[-1])
    (study / "r").mkdir(exist_ok=True)
    shutil.copytree(kept, study / "r", dirs_exist_ok=True)
    ends_as(study, undisturbed)
    assert done.items() <= rows(study / "r").items()


STAGES = ("points", "series", "incidents", "states", "manifest.json", "point.json", "log.jsonl")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("stage", STAGES)
def test_an_error_at_any_write_leaves_what_was_whole(tmp_path, toy, monkeypatch, stage, code):
    """The third write of each kind fails, at the file or at its renaming."""
    asked = Study(["baseline", "hague"], runs=300, months=3, keep=("series", "incidents", "by_state"))
    real_open, real_replace, count = store.open_inside, os.replace, [0]

    def fails(path) -> bool:
        if stage not in str(path):
            return False
        count[0] += 1
        return count[0] == (3 if stage in STAGES[:4] or stage == "log.jsonl" else 1)

    def replace(source, target):
        if fails(target):
            raise OSError(code, os.strerror(code))
        real_replace(source, target)

    def opened(folder, path, flags):
        if "log.jsonl" in str(path) and fails(path):
            raise OSError(code, os.strerror(code))
        return real_open(folder, path, flags)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(store, "open_inside", opened)
    with pytest.raises(OSError, match=r".") as told:
        run_study(asked, tmp_path / "r", simulator=toy)
    assert told.value.errno == code and stage in str(told.value.filename)
    monkeypatch.undo()
    assert not list(tmp_path.rglob("*.part"))
    before = rows(tmp_path / "r")
    assert before.keys() <= whole_chunks(tmp_path / "r")
    run_study(asked, tmp_path / "r", simulator=toy)
    run_study(asked, tmp_path / "peace", simulator=toy)
    assert rows(tmp_path / "r") == rows(tmp_path / "peace")
    assert {k: v for k, v in before.items() if k.startswith("points")}.items() <= rows(tmp_path / "r").items()


@pytest.mark.parametrize("command", ["report", pytest.param("run", marks=LONG)])
def test_a_file_size_limit_ends_other_writers_in_one_line(foedus, undisturbed, tmp_path, command):
    shutil.copytree(undisturbed, tmp_path / "r")
    arguments = {"run": ["run", "--months", "240", "--out", "one"], "report": ["report", "r"]}[command]
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))  # noqa: E731
    code, out, lines = foedus(*arguments, preexec_fn=limit)
    assert (code, len(lines)) == (1, 1) and lines[0].startswith("foedus: File too large"), lines
    assert not list(tmp_path.rglob("*.part")) and not (tmp_path / "r" / "report.html").exists()
    assert not (tmp_path / "one" / "manifest.json").exists()


@pytest.mark.parametrize("arguments", [["list", "parameters"], ["run", "--months", "2", "--json"]])
def test_a_full_disk_behind_standard_output(arguments, tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "experiments", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, "foedus: standard output: No space left on device\n")


# a folder that cannot be written or read


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a folder read-only with unshare")
@pytest.mark.parametrize(
    "arguments",
    [
        "batch study.toml --out r",
        pytest.param("compare baseline hague --runs 5 --months 2 --out r", marks=LONG),
        pytest.param("report r", marks=LONG),
        pytest.param("run --months 2 --out r/n", marks=LONG),
    ],
)
def test_a_read_only_folder(study, undisturbed, arguments):
    shutil.copytree(undisturbed, study / "r")
    before = rows(study / "r")
    (study / "study.toml").write_text(STUDY.format(runs=500))
    script = f"mount --bind r r && mount -o remount,ro,bind r || exit 99; {sys.executable} -m experiments {arguments}"
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script],
        cwd=study,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip(f"no folder may be mounted here: {done.stderr.strip()}")
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and lines[-1].startswith("foedus: Read-only file system: r"), lines
    assert done.stdout == "" and rows(study / "r") == before
    for command in (["status", "r"], ["replay", "r", "--run", "3", "--headless"]):
        assert subprocess.run([*BATCH[:3], *command], cwd=study, capture_output=True, check=False).returncode == 0


# memory


def test_no_memory_left_is_no_result_of_a_run(tmp_path, toy, monkeypatch):
    """Kept as failed runs they would never be run again."""
    asked, real, count = Study(["baseline", "hague"], runs=300, months=3), toy.run_block, [0]

    def starved(*arguments, **more):
        count[0] += 1
        if count[0] > 3:
            raise MemoryError
        return real(*arguments, **more)

    monkeypatch.setattr(toy, "run_block", starved)
    with pytest.raises(MemoryError):
        run_study(asked, tmp_path, simulator=toy)
    monkeypatch.undo()
    assert status(tmp_path)["done"] == 300 and status(tmp_path)["failed"] == 0
    healed = run_study(asked, tmp_path, simulator=toy)
    assert healed.to_dataframe().equals(run_study(asked, simulator=toy).to_dataframe())


@LONG
def test_a_memory_limit_is_one_line(study, undisturbed):
    """The process may hold as much as the program needs, and not the months of a hundred runs of 1,200 months besides."""
    (study / "study.toml").write_text(STUDY.format(runs=400))
    subprocess.run(BATCH, cwd=study, check=True, capture_output=True)
    long = 'policies = ["baseline"]\nruns = 30\nmonths = 1200\n[keep]\nseries = true\nincidents = true\n'
    (study / "long.toml").write_text(long)
    code = (
        "import resource, sys; import numba, pyarrow.parquet; from model.simulation import prepare, run_block;"
        " run_block(prepare(months=2), [1]); used = int(open('/proc/self/statm').read().split()[0]) * 4096;"
        " resource.setrlimit(resource.RLIMIT_AS, (used + 25_000_000,) * 2);"
        " from experiments.cli import main; main(['batch', 'long.toml', '--out', 'r', '--workers', '1'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=study, capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1 and last.startswith("foedus: no memory left"), done.stderr[-2000:]
    assert "finished runs are kept in r" in last and "--workers" in last
    ends_as(study, undisturbed)


# clocks


@pytest.mark.parametrize("step", [-3600.0, -7.0, 86_400.0, 0.0])
def test_a_clock_that_jumps_changes_no_row_and_tells_no_nonsense(tmp_path, toy, monkeypatch, step):
    asked, now = Study(["baseline", "hague"], runs=400, months=3), [1.7e9]

    def jumping() -> float:
        now[0] += step
        return now[0]

    monkeypatch.setattr(time, "time", jumping)
    stop = lambda done, total: done >= 300 and (_ for _ in ()).throw(KeyboardInterrupt)  # noqa: E731
    with pytest.raises(KeyboardInterrupt):
        run_study(asked, tmp_path / "r", simulator=toy, progress=stop)
    told = status(tmp_path / "r")
    assert 0.0 <= told["seconds"] < 600 and 0.0 <= told["seconds_left"] < 600
    from experiments.running.plans import plan

    assert 0.0 <= plan(asked, tmp_path / "r").seconds < 600
    run_study(asked, tmp_path / "r", simulator=toy)
    monkeypatch.undo()
    run_study(asked, tmp_path / "peace", simulator=toy)
    assert rows(tmp_path / "r") == rows(tmp_path / "peace")


def test_a_log_of_nonsense_is_no_obstacle(study, undisturbed):
    shutil.copytree(undisturbed, study / "r")
    with (study / "r" / "log.jsonl").open("ab") as log:
        log.write(b'[1, 2]\n{"seconds": "x"}\n\xff\xfe\n{"point": 3}\n{"seconds": -1e999, "first": 0')
    assert 0.0 <= status(study / "r")["seconds"] < 600
    ends_as(study, undisturbed)


# Ctrl-C, SIGTERM


def interrupted(folder: Path, command: list[str], when, what: int, extra=None) -> subprocess.CompletedProcess:
    """A command that is sent a signal: after so many seconds, or as soon as something holds."""
    hears = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731  (a shell's background job ignores it)
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | (extra or {}),
        preexec_fn=hears,
    )
    if callable(when):
        until = time.monotonic() + 120
        while not when() and time.monotonic() < until:
            time.sleep(0.05)
    else:
        time.sleep(when)
    process.send_signal(what)
    try:
        out, said = process.communicate(timeout=120)
    finally:
        process.kill()
    return subprocess.CompletedProcess(command, process.returncode, out, said)


COMMANDS = {
    "batch": ["batch", "study.toml", "--out", "r"],
    "compare": ["compare", "baseline", "hague", "--runs", "20000", "--months", "6", "--out", "r"],
    "select": ["select", "baseline", "hague", "--indifference", "0.000001", "--months", "1200"],
    "sensitivity": ["sensitivity", "--parameters", "theta,kappa", "--size", "4096", "--months", "240"],
    "ablate": ["ablate", "--runs", "20000", "--out", "r"],
    "validate": ["validate", "--runs", "3000"],
    "watch": ["watch"],
}


@pytest.mark.parametrize(("name", "what", "code"), [("batch", signal.SIGINT, 130), ("compare", signal.SIGTERM, 143)])
def test_an_interrupt_in_the_middle_says_how_to_go_on(study, name, what, code):
    (study / "study.toml").write_text(STUDY.format(runs=20_000))
    kept = lambda: list((study / "r").glob("points/*/*.parquet"))  # noqa: E731
    done = interrupted(study, [*BATCH[:3], *COMMANDS[name]], kept, what)
    last = done.stderr.splitlines()[-1]
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert last == "foedus: interrupted; finished runs are kept in r: the same command continues from there"
    assert status(study / "r")["done"] > 0 and not status(study / "r")["running"]


def at_random(folder, undisturbed, times: int) -> dict[str, int]:
    """The batch interrupted at random moments, from its first breath to its last; then it ends as if nothing had been."""
    luck, found = random.Random(3), {"interrupted": 0, "done": 0, "before main": 0}
    for _ in range(times):
        what = luck.choice([signal.SIGINT, signal.SIGTERM])
        done = interrupted(folder, BATCH, luck.uniform(0.0, 2.5), what)
        if done.returncode == 0:
            found["done"] += 1
            shutil.rmtree(folder / "r")
        elif done.returncode in (130, 143):
            found["interrupted"] += 1
            assert "Traceback" not in done.stderr and "foedus: interrupted" in done.stderr, done.stderr
        else:  # Python had not come as far as our first line
            found["before main"] += 1
            assert not (folder / "r").exists() or done.returncode in (-signal.SIGTERM, -signal.SIGINT, 1), done.stderr
        if (folder / "r").exists():
            assert rows(folder / "r").keys() <= whole_chunks(folder / "r")
    ends_as(folder, undisturbed)
    return found


def test_interrupts_at_random_moments(study, undisturbed):
    found = at_random(study, undisturbed, 3)
    assert sum(found.values()) == 3


@LONG
def test_sixty_interrupts_at_random_moments(study, undisturbed):
    found = at_random(study, undisturbed, 60)
    assert found["interrupted"] >= 20


@LONG
@pytest.mark.parametrize(("what", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_long_command_can_be_interrupted(study, name, what, code):
    (study / "study.toml").write_text(STUDY.format(runs=1_000_000))
    done = interrupted(study, [*BATCH[:3], *COMMANDS[name]], 8.0, what)
    if name == "watch":
        assert done.returncode == (0 if what == signal.SIGINT else 143) and "Traceback" not in done.stderr
        return
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.splitlines()[-1].startswith("foedus: interrupted"), done.stderr


@LONG
def test_an_interrupt_while_the_rules_compile_leaves_no_half_of_them(study, tmp_path):
    """A fresh cache: the next command compiles what is missing and runs."""
    cache = {"FOEDUS_CACHE": str(tmp_path / "cache")}
    done = interrupted(study, [*BATCH[:3], "run", "--months", "2", "--out", "one"], 5.0, signal.SIGINT, cache)
    assert done.returncode == 130 and done.stderr.splitlines()[-1].startswith("foedus: interrupted"), done.stderr
    assert not (study / "one").exists()


@LONG
def test_after_an_interrupted_compilation_the_figures_are_the_same(study, tmp_path):
    cache = {"FOEDUS_CACHE": str(tmp_path / "cache")}
    command = [*BATCH[:3], "run", "--months", "24", "--json"]
    for seconds in (3.0, 8.0, 15.0):
        interrupted(study, command, seconds, signal.SIGINT, cache)
    told = [
        subprocess.run(command, cwd=study, capture_output=True, text=True, check=True, env=os.environ | more).stdout
        for more in (cache, {})
    ]
    assert json.loads(told[0])["table"] == json.loads(told[1])["table"]


# two at once


def test_two_writers_at_once_the_second_waits_or_goes(study, undisturbed):
    first = subprocess.Popen(BATCH, cwd=study, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    second = subprocess.Popen(BATCH, cwd=study, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = [process.communicate(timeout=120)[1] for process in (first, second)]
    codes = sorted([first.returncode, second.returncode])
    assert codes in ([0, 0], [0, 2]) and "Traceback" not in "".join(said)
    assert codes == [0, 0] or "another foedus is writing there" in "".join(said)
    ends_as(study, undisturbed)


def test_a_reader_beside_a_writer_sees_whole_chunks_only(study, undisturbed):
    (study / "study.toml").write_text(STUDY.format(runs=1100))
    writer = subprocess.Popen(BATCH, cwd=study, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seen, looks = [0], 0
    while writer.poll() is None:
        with suppress(RequestError):  # before there is a folder, or anything in it
            seen.append(status(study / "r")["done"])
        looks += 1
    assert writer.returncode == 0 and looks > 3 and seen == sorted(seen) and len(seen) > 2
    assert status(study / "r")["missing"] == 0


# files damaged by chance


@pytest.mark.parametrize("table", ["points", "series", "incidents", "states"])
@pytest.mark.parametrize("seed", range(4))
def test_a_file_damaged_by_chance_is_run_again(tmp_path, toy, table, seed):
    damaged_by_chance(tmp_path, toy, table, seed)


@LONG
@pytest.mark.parametrize("table", ["points", "series", "incidents", "states"])
@pytest.mark.parametrize("seed", range(4, 54))
def test_many_files_damaged_by_chance_are_run_again(tmp_path, toy, table, seed):
    damaged_by_chance(tmp_path, toy, table, seed)


def damaged_by_chance(folder, toy, table, seed):
    """Cut short, a byte turned, a stretch of zeros, another file's content: as disks and copies do."""
    luck = random.Random(seed)
    asked = Study(["baseline", "hague"], runs=200, months=4, keep=("series", "incidents", "by_state"))
    run_study(asked, folder / "r", simulator=toy)
    before = rows(folder / "r")
    path = luck.choice(sorted((folder / "r" / table).glob("*/*.parquet")))
    content = bytearray(path.read_bytes())
    at = luck.randrange(len(content))
    kind = seed % 4
    if kind == 0:
        content = content[:at]
    elif kind == 1:
        content[at] ^= 1 << luck.randrange(8)
    elif kind == 2:
        content[at : at + 64] = bytes(len(content[at : at + 64]))
    else:
        content = content + content[:at]
    changed = bytes(content) != path.read_bytes()
    path.write_bytes(content)
    run_study(asked, folder / "r", simulator=toy)
    after = rows(folder / "r")
    same_rows = pq.read_table(path).equals(pq.read_table(io.BytesIO(before[str(path.relative_to(folder / "r"))])))
    assert same_rows and after.keys() == before.keys()
    assert not changed or after == before or same_rows
