"""What a run is given: policies and scenarios, their files, and what both may change.

`settings` puts everything together (`resolve`), `files` reads one TOML file, `amendments` checks one change.
"""

from __future__ import annotations

from model.settings.files import Change, Setting, read_setting
from model.settings.settings import Resolved, load_policy, load_scenario, policies, resolve, scenarios

__all__ = [
    "Change",
    "Resolved",
    "Setting",
    "load_policy",
    "load_scenario",
    "policies",
    "read_setting",
    "resolve",
    "scenarios",
]
