"""What a picture is told once of the runs that it shows: where everything stands, whose runs they are, and how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model import __version__
from model.parameters import TOPOLOGIES
from model.roster import read_roster
from viz.frames import Session
from viz.geography import geometry
from viz.stories import STORIES

__all__ = ["fixed_of", "has_stories"]


def fixed_of(sessions: Sequence[Session], months: int) -> dict[str, Any]:
    """For the live view and for a recording alike; states and ties are those of the first run."""
    first = sessions[0]
    p, graphml = first.model.p, first.model.prepared.resolved.graphml
    resolved = [session.model.prepared.resolved for session in sessions]
    return geometry(first.roster, TOPOLOGIES[int(p["topology"])], int(p["topology_seed"]), graphml) | {
        "runs": [one.policy for one in resolved],
        "signposts": [[signpost.text for signpost in one.signposts] for one in resolved],
        "months": months,
        "stories": list(STORIES) if has_stories(first) else [],
        "version": __version__,
    }


def has_stories(session: Session) -> bool:
    """Whether the stories can be told: their places are NATO's."""
    return session.roster.digest == read_roster().digest
