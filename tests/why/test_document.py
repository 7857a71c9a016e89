"""The document for a page on a case: all that is drawn, and nothing that allies do not know where they look."""

from __future__ import annotations

import json

import numpy as np
import pytest

from experiments.explanation.document import GUESS, incident_document
from experiments.explanation.explained import explain
from experiments.explanation.lives import Life
from model.errors import RequestError
from model.preparation import prepare
from model.state import Ballot, Fate


@pytest.fixture(scope="module")
def document(found):
    return json.loads(json.dumps(incident_document(found), allow_nan=False))


def test_the_document_says_what_the_story_says(found, document):
    assert (document["title"], document["cause"], document["incident"]) == (found.title, found.cause, found.incident)
    assert [step["text"] for step in document["steps"]] == [step.text for step in found.steps]
    assert all(len(step["text"].split()) <= 8 for step in document["steps"])
    assert len(json.dumps(document)) < 120_000


def test_evidence_is_by_month_and_suspect_up_to_the_name(found, document):
    evidence = document["evidence"]
    assert len(evidence["months"]) == len(found.case.evidence)
    for shown, month in zip(evidence["months"], found.case.evidence, strict=True):
        assert np.allclose(shown["posterior"], month.posterior, atol=1e-4) and shown["bar"] == month.bar
        assert len(shown["posterior"]) == len(evidence["suspects"]) == len(shown["technical"])
    last, named = evidence["months"][-1], evidence["named"]
    assert named["month"] == last["month"] and abs(last["posterior"][named["suspect"]] - named["certainty"]) < 1e-4


def test_the_council_is_a_matrix_of_members_and_sittings(found, document, objector):
    council = document["council"]
    assert len(council["members"]) == 32
    assert council["members"][0]["code"] == objector[1], "who objected most comes first"
    for k, (sitting, meeting) in enumerate(zip(council["sittings"], found.case.meetings, strict=True)):
        ballots = [member["cells"][k]["ballot"] for member in council["members"]]
        assert ballots.count("support") == sitting["for"] == len(meeting.rows(Ballot.SUPPORT))
        assert ballots.count("object") == sitting["against"] and sitting["missing"] == [objector[1]]
    for member in council["members"]:
        assert member["withheld"] == any(cell["ballot"] != "support" for cell in member["cells"])
        for cell in member["cells"]:
            assert abs(sum(cell["terms"]) - cell["margin"]) < 1e-3 and len(cell["terms"]) == len(council["terms"])


def test_changes_tell_which_are_larger_steps_of_one_that_turned_it(document):
    changes = document["changes"]
    assert changes["tried"] == len(changes["rows"]) and changes["turned"] == sum(
        row["turned"] for row in changes["rows"]
    )
    assert not changes["rows"][0]["step"] and all(row["turned"] for row in changes["rows"] if row["step"])


def cases(runs, row, fates):
    events = runs.events[row].view(np.ndarray)
    life = Life(prepare("hague"), int(runs.keys[row]))
    for fate in fates:
        there = events[(events["fate"] == fate) & (events["tier"] >= 2) & (events["detected"] > 0)]
        for event in there[:2]:
            yield explain(life, int(event["identity"]))


def test_what_allies_do_not_know_is_not_in_their_document(runs):
    told = list(cases(runs, 1, (Fate.WRONG, Fate.ANSWERED, Fate.UNANSWERED, Fate.UNNAMED)))
    assert any(one.case.event["fate"] == Fate.WRONG for one in told)
    for one in told:
        case, event = one.case, one.case.event
        document = incident_document(one, known=True)
        assert not {"truth", "changes"} & set(document)
        suspects, _ = document["evidence"].pop("suspects"), document["council"].pop("terms")
        text = json.dumps(document, ensure_ascii=False)
        author = suspects[event["author"]]
        if event["named"] != event["author"]:
            assert author["name"] not in text and f'"{author["code"]}"' not in text
        for word in ("wrong", "right", "flag", "truth", "author"):
            assert word not in text
        if event["named"] >= 0:
            assert suspects[event["named"]]["name"] in document["cause"]
        guess = document["evidence"]["guess"]
        if guess is not None:
            assert max(case.evidence[guess].posterior) <= GUESS and guess < len(case.evidence) - (event["named"] >= 0)


def test_of_an_attack_that_nobody_saw_allies_know_nothing(runs):
    events = runs.events[0].view(np.ndarray)
    unseen = events[(events["fate"] == Fate.UNDETECTED)][0]
    one = explain(Life(prepare("hague"), 1), int(unseen["identity"]))
    assert incident_document(one)["steps"][1]["decisive"]
    with pytest.raises(RequestError, match="nobody saw it"):
        incident_document(one, known=True)
