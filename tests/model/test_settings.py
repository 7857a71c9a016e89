"""Policies and scenarios name only what they change, stack in a stated order, and are checked to the last key."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from model.errors import RequestError
from model.parameters import PARAMETERS, RULES
from model.roster import read_roster
from model.settings import load_policy, load_scenario, policies, read_setting, resolve, scenarios

POLICIES = {
    "baseline", "wales", "hague", "resilience-first", "cyber-defence-pledge", "exercise-surge", "joint-attribution",
    "qualified-majority", "coalition-of-the-willing", "red-line", "norms-first", "partners-in", "no-alliance",
    "no-response", "no-attribution", "perfect-attribution", "strict-consensus", "low-bar", "beliefs-frozen",
}  # fmt: skip
SCENARIOS = {
    "today", "us-retrenchment", "strategic-balancing", "zero-day-surge", "anonymous-world", "intimidation", "war-next-door",
}  # fmt: skip
DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()}


@pytest.fixture
def toml(tmp_path):
    """Write a TOML file and give its path."""

    def write(text: str, name: str = "mine.toml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def differences(**resolved):
    values = resolve(**resolved).parameters
    return {name: value for name, value in values.items() if value != DEFAULTS[name]}


def test_every_policy_and_scenario_of_the_design_is_there():
    assert set(policies()) >= POLICIES  # one may be added
    assert set(scenarios()) >= SCENARIOS
    assert next(iter(policies())) == "baseline"
    assert next(iter(scenarios())) == "today"


@pytest.mark.parametrize("setting", [*policies().values(), *scenarios().values()], ids=lambda s: s.name)
def test_every_setting_says_in_a_sentence_what_it_means(setting):
    assert len(setting.title) > 4
    assert setting.meaning.endswith(".")


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_every_pair_resolves_on_the_shipped_roster_and_fits_json(policy, scenario):
    resolved = resolve(policy, scenario)
    resolved.check_codes(read_roster())
    assert json.loads(json.dumps(resolved.canonical(), allow_nan=False))["policy"] == policy


def test_every_policy_but_the_baseline_changes_something():
    changed = {name: differences(policy=name) or resolve(name).changes for name in policies()}
    assert [name for name, change in changed.items() if not change] == ["baseline"]


def test_today_changes_nothing():
    today = resolve()
    assert today.parameters == DEFAULTS
    assert (today.entities, today.changes, today.graphml) == ((), (), None)


def test_the_hague_is_a_second_pledge_and_little_new_money():
    assert differences(policy="hague") == {
        "pledge_core_end": 0.035,
        "resilience_pledge": 0.1,
        "resilience_cost": 3,
    }


def test_in_no_response_nobody_answers():
    assert differences(policy="no-response") == {"rule": RULES.index("nobody"), "unilateral": 0}


def test_norms_first_multiplies_what_is_there():
    values = resolve("norms-first", parameters={}).parameters
    assert values["norm_gain"] == pytest.approx(3 * DEFAULTS["norm_gain"])
    assert values["norm_weight"] == pytest.approx(1.5 * DEFAULTS["norm_weight"])


def test_two_thirds_of_thirty_two_are_twenty_two():
    quota = resolve("qualified-majority").parameters["quota"]
    assert min(k for k in range(33) if k >= 32 * quota) == 22


def test_the_united_states_leave_in_january_of_the_sixth_year():
    (change,) = resolve(scenario="us-retrenchment").changes
    assert change.month == 60
    assert change.parameters == (("commitment_ceiling", "set", 0.05),)
    assert change.entities == (("states", "USA", "posture", "times", 0.5),)


def test_balancing_states_are_written_by_code():
    assert resolve(scenario="strategic-balancing").entities == (
        ("states", "TUR", "balancing", "set", 0.8),
        ("states", "HUN", "balancing", "set", 0.8),
        ("states", "SVK", "balancing", "set", 0.5),
    )


def test_a_scenario_acts_before_a_policy_and_the_user_last():
    both = resolve("joint-attribution", "anonymous-world")
    assert both.parameters["independent"] == pytest.approx(DEFAULTS["independent"] * 0.7 * 1.5)
    own = resolve("joint-attribution", "anonymous-world", {"independent": 0.9, "TUR.balancing": 0.1})
    assert own.parameters["independent"] == 0.9
    assert own.entities == (("states", "TUR", "balancing", "set", 0.1),)


def test_the_user_may_multiply_and_write_pairs_and_speak_in_words():
    own = resolve(
        parameters={"theta": {"times": 2}, "RUS.UKR.focus": {"times": 2}, "rule": "majority", "false_flags": "false"}
    )
    assert own.parameters["theta"] == 2 * DEFAULTS["theta"]
    assert own.parameters["rule"] == RULES.index("majority")
    assert own.parameters["false_flags"] == 0
    assert own.entities == (("pairs", "RUS:UKR", "focus", "times", 2.0),)


def test_changes_come_in_order_of_their_month(toml):
    text = "[[change]]\nmonth = {}\n[change.parameters]\ntheta = {}\n"
    scenario = toml(text.format(30, 0.3) + text.format(6, 0.1), "later.toml")
    policy = toml(text.format(12, 0.2), "sooner.toml")
    assert [change.month for change in resolve(policy, scenario).changes] == [6, 12, 30]


def test_a_file_is_a_policy_named_after_itself(toml):
    policy = load_policy(toml('title = "Mine"\n[parameters]\ntheta = 0.1\n[states.ALLIES]\ncredence = { add = 0.1 }\n'))
    assert (policy.name, policy.title, policy.kind) == ("mine", "Mine", "policy")
    assert policy.parameters == (("theta", "set", 0.1),)
    assert policy.entities == (("states", "ALLIES", "credence", "add", 0.1),)
    assert load_policy(policy) is policy
    assert load_policy(Path(policy.source)) == policy


def test_a_table_in_a_study_is_a_policy_too():
    setting = read_setting({"name": "soft", "parameters": {"bar": 0.7}}, "policy", "policy 1", "study.toml: policy 1")
    assert resolve(setting).policy == "soft"
    assert resolve(setting).parameters["bar"] == 0.7


def test_what_a_shipped_file_says_is_what_is_loaded():
    table = tomllib.loads((files("model") / "policies" / "cyber-defence-pledge.toml").read_text(encoding="utf-8"))
    assert {name: value for name, _, value in load_policy("cyber-defence-pledge").parameters} == table["parameters"]


def test_a_network_drawn_beside_the_file_counts_by_its_content(toml, tmp_path):
    (tmp_path / "net.graphml").write_text("<graphml/>")
    scenario = toml('graphml = "net.graphml"\n')
    resolved = resolve(scenario=scenario)
    assert resolved.graphml == str((tmp_path / "net.graphml").resolve())
    before = resolved.canonical()["graphml"]
    (tmp_path / "net.graphml").write_text("<graphml></graphml>")
    assert resolved.canonical()["graphml"] != before


FAULTS = {
    "an unknown key": ('titel = "x"', "mine.toml: unknown key 'titel'; did you mean 'title'?"),
    "an unknown parameter": (
        "[parameters]\nthetta = 1",
        "mine.toml: parameters: unknown parameter 'thetta'; did you mean 'theta'?",
    ),
    "a value out of bounds": (
        "[parameters]\ntheta = 9",
        "mine.toml: parameters: theta = 9 is out of bounds; allowed: 0 … 2",
    ),
    "a product out of bounds": (
        "[parameters]\ntheta = { times = 9 }",
        "mine.toml: parameters: theta = 4.5 is out of bounds",
    ),
    "text for a number": ('[parameters]\ntheta = "much"', "mine.toml: parameters: theta = 'much' is not a number"),
    "half a month": ("[parameters]\ntries = 1.5", "tries = 1.5 must be whole"),
    "an unknown choice": (
        '[parameters]\nrule = "majorty"',
        "unknown choice for rule 'majorty'; did you mean 'majority'?",
    ),
    "twice a choice": ("[parameters]\nrule = { times = 2 }", "mine.toml: parameters.rule: a choice can only be set"),
    "an unknown operation": (
        "[parameters]\ntheta = { minus = 1 }",
        "mine.toml: parameters.theta: expected a value or one of",
    ),
    "a value for a table": ("parameters = 3", "mine.toml: parameters: expected a table, found 3"),
    "what nobody may set": (
        "[states.TUR]\ncapability = 3",
        "mine.toml: states.TUR: unknown state variable that may be set",
    ),
    "another owner's variable": (
        "[states.TUR]\ntempo = 3",
        "mine.toml: states.TUR: unknown state variable that may be set 'tempo'",
    ),
    "a variable out of bounds": (
        "[states.TUR]\nbalancing = 3",
        "mine.toml: states.TUR.balancing = 3 is out of bounds; allowed: 0 … 1",
    ),
    "a pair without a target": ("[pairs.RUS]\nfocus = 2", "mine.toml: pairs.RUS.focus: expected a table, found 2"),
    "a change without a month": (
        "[[change]]\n[change.parameters]\ntheta = 1",
        "mine.toml: change 1: month = None; allowed",
    ),
    "a change before the start": ("[[change]]\nmonth = -1", "mine.toml: change 1: month = -1; allowed"),
    "a fault in a change": (
        "[[change]]\nmonth = 1\n[change.parameters]\ntheta = 9",
        "mine.toml: change 1.parameters: theta = 9 is out",
    ),
    "a product out of bounds later": (
        "[[change]]\nmonth = 3\n[change.parameters]\ntheta = { times = 9 }",
        "mine.toml: change in month 3",
    ),
    "a network made again in a run": (
        '[[change]]\nmonth = 1\n[change.parameters]\ntopology = "hub"',
        "topology cannot change during a run",
    ),
    "one change as a table": ("[change]\nmonth = 1", "mine.toml: changes are written as [[change]]"),
    "a network that is not there": ('graphml = "none.graphml"', "no such file"),
    "two lines of title": ('title = """a\nb"""', "mine.toml: title must be one line of text"),
    "no TOML": ("theta == 1", "mine.toml: not TOML"),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_line_that_names_file_and_key(toml, text, message):
    with pytest.raises(RequestError) as error:
        resolve(toml(text))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"policy": "hauge"}, "unknown policy 'hauge'; did you mean 'hague'?"),
        ({"scenario": "todays"}, "unknown scenario 'todays'; did you mean 'today'?"),
        ({"policy": "none.toml"}, "none.toml: no such file"),
        ({"parameters": {"thetta": 1}}, "parameters given: unknown parameter 'thetta'; did you mean 'theta'?"),
        ({"parameters": {"TUR.balancin": 1}}, "did you mean 'TUR.balancing'?"),
        ({"parameters": {"RUS.UKR.focs": 1}}, "unknown pair variable that may be set 'focs'; did you mean 'focus'?"),
        ({"graphml": "none.graphml"}, "none.graphml: no such file"),
    ],
)
def test_a_wrong_request_names_the_nearest_right_one(wanted, message):
    with pytest.raises(RequestError) as error:
        resolve(**wanted)
    assert message in str(error.value)


def test_a_scenario_is_not_a_policy():
    with pytest.raises(RequestError, match="today is a scenario; expected a policy"):
        load_policy(load_scenario("today"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[states.TUX]\nbalancing = 1", r"mine\.toml: states\.TUX: unknown state code 'TUX'; did you mean"),
        ("[adversaries.ALLIES]\ntempo = 1", "unknown adversary code 'ALLIES'"),
        ("[pairs.RUS.UKX]\nfocus = 1", r"pairs\.RUS\.UKX: unknown state code 'UKX'"),
        ("[[change]]\nmonth = 4\n[change.states.TUX]\nbalancing = 1", "mine.toml: change in month 4: states.TUX"),
    ],
)
def test_a_code_is_looked_up_in_the_roster_of_the_run(toml, text, message):
    resolved = resolve(toml(text))
    with pytest.raises(RequestError, match=message):
        resolved.check_codes(read_roster())


def test_groups_are_known_to_every_roster(toml):
    resolved = resolve(
        toml("[states.ALL]\ngrowth = 0.01\n[adversaries.ALL]\ntempo = 1\n[pairs.ALL.PARTNERS]\nfocus = 1")
    )
    resolved.check_codes(read_roster())
    assert len(resolved.entities) == 3


@pytest.mark.parametrize("setting", [*policies().values(), *scenarios().values()], ids=lambda setting: setting.source)
def test_what_is_uncertain_is_changed_in_proportion_or_its_line_says_why_not(setting):
    """An absolute value would hold in every world, whatever the record allows there."""
    lines = (files("model") / setting.source).read_text(encoding="utf-8").splitlines()
    written = [*setting.parameters, *(one for change in setting.changes for one in change.parameters)]
    for name, op, _ in written:
        if op == "set" and PARAMETERS[name].prior is not None:
            (line,) = (line for line in lines if line.startswith(f"{name} ="))
            assert "#" in line, f"{setting.source}: {line}"
