"""What might be learnt together: each uncertain parameter, its family (`punishment`, one number a rung), its topic, all.

Families and topics are those of the declarations (`model/parameters.py`); numbers of adversaries (`RUS.harshness`) make a
family by their name, and are a topic of their own. Others are the user's: `punishing = [punishment_sanctions, event_decay]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from experiments.deciding.information import Subject
from model.errors import RequestError, unknown

__all__ = ["ALL", "subjects_of"]

ALL = "all"
ADVERSARIES = "adversaries"


def subjects_of(
    names: Sequence[str], own: Mapping[str, Sequence[str]] | None = None, cuts: Mapping[str, float] | None = None
) -> list[Subject]:
    """Everything whose worth is asked, from the parameters that differ between worlds. own: the user's groups, by name.

    cuts: where the gain may jump. Errors: RequestError for a name that is no such parameter or group, or is taken.
    """
    families = _gathered(names, _family)
    topics = _gathered(names, _topic)
    known = [*names, *families, *topics]
    found = [Subject(name, "parameter", (name,)) for name in names]
    for name, value in (cuts or {}).items():
        if name not in names:
            raise unknown("parameter that differs between these worlds", name, names, "cut")
        found.append(Subject(f"{name} cut at {value:g}", "cut", (name,), value))
    found += [Subject(name, "family", members) for name, members in families.items()]
    found += [
        Subject(f"{name} (topic)" if name in (*names, *families) else name, "topic", members)
        for name, members in topics.items()
    ]
    for name, members in (own or {}).items():
        if name in (*(subject.name for subject in found), ALL):
            raise RequestError(f"group {name}: the name is taken; choose another")
        found.append(Subject(name, "group", _members(name, members, families, topics, known, names)))
    return [*found, Subject(ALL, ALL, tuple(names))]


def _members(
    name: str,
    members: Iterable[str],
    families: Mapping[str, tuple[str, ...]],
    topics: Mapping[str, tuple[str, ...]],
    known: Sequence[str],
    names: Sequence[str],
) -> tuple[str, ...]:
    """The parameters of a user's group; it may name families and topics too."""
    chosen: dict[str, None] = {}
    for member in members:
        if member not in known:
            raise unknown("parameter that differs between these worlds", member, known, f"group {name}")
        chosen |= dict.fromkeys((member,) if member in names else families.get(member) or topics[member])
    if not chosen:
        raise RequestError(f"group {name}: names no parameter; write {name}=parameter,parameter")
    return tuple(chosen)


def _gathered(names: Iterable[str], by: object) -> dict[str, tuple[str, ...]]:
    """Names that share a word, where there are two at least."""
    found: dict[str, list[str]] = {}
    for name in names:
        if word := by(name):  # type: ignore[operator]
            found.setdefault(word, []).append(name)
    return {word: tuple(members) for word, members in found.items() if len(members) > 1}


def _family(name: str) -> str | None:
    from model.parameters import PARAMETERS

    return name.rpartition(".")[2] if "." in name else PARAMETERS[name].family


def _topic(name: str) -> str:
    from model.parameters import PARAMETERS

    return ADVERSARIES if "." in name else PARAMETERS[name].group
