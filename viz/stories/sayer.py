"""A case in words: months, names, small numbers and sums as a caption has them."""

from __future__ import annotations

from viz.stories.witness import Told

__all__ = ["TRACES", "Sayer", "dollars", "words"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SMALL = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = {2: "twenty", 3: "thirty", 4: "forty"}
DOES = ("harasses", "spies on", "disrupts networks in", "destroys critical infrastructure in")
TRACES = {"RUS": "Russian", "CHN": "Chinese", "IRN": "Iranian", "PRK": "North Korean"}
ANSWERS = ("a statement", "sanctions", "counter-cyber operations", "Article 5")
THE = ("USA", "GBR", "NLD")


def words(count: int) -> str:
    """A small number in words."""
    if count < len(SMALL):
        return SMALL[count]
    tens, ones = divmod(count, 10)
    return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")


def dollars(bn: float) -> str:
    """Harm for a caption."""
    return f"${bn:.0f} billion" if bn >= 99.5 else f"${bn:.1f} billion" if bn >= 0.9995 else f"${1000 * bn:.0f} million"


class Sayer:
    """One case in words."""

    def __init__(self, told: Told) -> None:
        self.told, self.roster = told, told.session.roster

    def month(self, at: int) -> str:
        return f"{MONTHS[at % 12]} {self.roster.first_year + at // 12}"

    def state(self, row: int) -> str:
        return f"the {self.roster.names[row]}" if self.roster.codes[row] in THE else self.roster.names[row]

    def adversary(self, row: int) -> str:
        return self.roster.adversary_names[row] if row < len(self.roster.adversary_names) else "criminals"

    @property
    def author(self) -> str:
        return self.adversary(self.told.event["author"])

    @property
    def victim(self) -> str:
        return self.state(self.told.event["target"])

    @property
    def attack(self) -> str:
        return f"{self.author} {DOES[self.told.event['tier']]} {self.victim}"

    def counted(self, at: int, ballot: str) -> str:
        return words(self.told.sittings[at].ballots.count(ballot))

    def answer(self, at: int) -> str:
        return ANSWERS[self.told.sittings[at].rung]
