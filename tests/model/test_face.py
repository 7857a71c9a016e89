"""Names that others import from the model stay where they were, whichever file holds them."""

from __future__ import annotations

import importlib

import pytest

FORMULAS = {
    "attribution": ("evidence_strength", "posterior", "naming_rates", "flag_likelihood"),
    "consultation": ("supports", "acceptance", "commitment", "evidence_bar"),
    "learning": ("belief", "forget", "steady_belief"),
    "norms": ("credence_rest", "norm_rest"),
    "operations": ("choice_probabilities",),
    "resilience": ("optimal_stock", "protection", "invests"),
    "spending": ("best_response", "pledged", "equilibrium"),
    "zero_days": ("stationary_mean", "use_threshold"),
}
PLACES = [(f"model.rules.{file}", name) for file, names in FORMULAS.items() for name in names]
PLACES += [("model.settings", name) for name in ("load_policy", "load_scenario", "policies", "read_setting", "resolve")]
PLACES += [("model.settings", name) for name in ("scenarios", "Change", "Setting", "Resolved")]
PLACES += [("model.roster", name) for name in ("LAYERS", "Roster", "alliances", "read_roster")]
PLACES += [("model.randomness", "uniform"), ("model.randomness", "normal")]


@pytest.mark.parametrize(("place", "name"), PLACES)
def test_a_name_is_importable_from_its_place(place, name):
    assert hasattr(importlib.import_module(place), name)
