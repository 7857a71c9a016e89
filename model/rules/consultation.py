"""The names of consultation in one place: `supports` is a vote's, `commitment` the bargain's, the rest closed forms."""

from __future__ import annotations

from model.closed_forms import acceptance, evidence_bar
from model.rules.bargain import commitment
from model.rules.votes import supports

__all__ = ["acceptance", "commitment", "evidence_bar", "supports"]
