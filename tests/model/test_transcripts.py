"""Three decisions written out: this world, these months, and what one adversary, one state and one council then do.

The world is the Delian League, which is small enough to follow. A change of a rule changes these lists: read what changed,
and write the new list only where the change is meant.
"""

from __future__ import annotations

import calendar

from model import AllianceModel
from model.agents import Adversary, Ally
from model.incidents import OUTCOMES
from model.parameters import RUNGS, TIERS
from model.roster import read_roster
from model.state import Ballot

LEAGUE = read_roster("delian-league")
PLACES = (*LEAGUE.names, "the League's own networks")
KEY, COUNCIL_KEY = 4, 1467


def month(model: AllianceModel) -> str:
    return calendar.month_abbr[model.month % 12 + 1]


def test_what_persia_does_with_its_opportunities():
    told = []

    class Persia(Adversary):
        def choose(self, opportunity: int) -> None:
            super().choose(opportunity)
            if self.code == "PER":
                done = "nothing" if self.tier < 0 else TIERS[self.tier] + ", under another's flag" * int(self.flag)
                told.append(f"{month(self.model)}, {PLACES[self.target]}: {done}")

    AllianceModel(seed=KEY, roster=LEAGUE, kinds={"adversary": Persia}).run(3)
    assert told == ["Feb, Athens: nuisance", "Feb, Athens: nuisance", "Feb, Byzantium: espionage"]


def test_what_samos_spends_in_three_januaries_under_the_hague():
    model = AllianceModel("hague", seed=KEY, roster=LEAGUE)
    samos, told = model.allies["SAM"], []
    for year in (2025, 2026, 2027):
        model.step()
        told.append(
            f"{year}: {100.0 * samos.core:.2f} % on core defence, {samos.resilience_spending:.3f} on resilience"
        )
        model.run(12 * len(told))
    assert told == [
        "2025: 3.64 % on core defence, 0.096 on resilience",
        "2026: 3.99 % on core defence, 0.097 on resilience",
        "2027: 4.20 % on core defence, 0.095 on resilience",
    ]


def test_how_the_council_votes():
    told, asked = [], {}

    class Member(Ally):
        def vote(self, case: int) -> None:
            super().vote(case)
            now = self.model.world.cases[case]
            what = f"{RUNGS[now.rung]} against {LEAGUE.adversary_names[now.suspect]} for {PLACES[now.victim]}"
            ballots = asked.setdefault((f"{month(self.model)}, {what}", int(now.event)), [])
            if self.ballot != Ballot.SUPPORT:
                ballots.append(f"{self.name} {Ballot(int(self.ballot)).name.lower()}s")

    model = AllianceModel(seed=COUNCIL_KEY, roster=LEAGUE, kinds={"ally": Member})
    model.run(3)  # nobody is named before April
    for _ in range(3):
        model.step()
        for (proposal, row), unwilling in asked.items():
            event = model.world.events[row]
            end = OUTCOMES[event.outcome] if event.closed_month >= 0 else "no answer yet"
            told.append(f"{proposal}: {', '.join(unwilling) or 'all support'}; {end}")
        asked.clear()
    assert told == [  # Lesbos breaks the silence twice, Athens, the victim, abstains; in June nobody objects
        "Apr, article_5 against Sparta for Athens: Athens abstains, Chios abstains, Lesbos objects, Thasos abstains; "
        "no answer yet",
        "May, article_5 against Sparta for Athens: Athens abstains, Lesbos objects, Thasos abstains; no answer yet",
        "Jun, article_5 against Sparta for Athens: Athens abstains, Thasos abstains; article_5",
    ]
