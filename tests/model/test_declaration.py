"""A table of declarations refuses a name that nobody declared, in one line with the place and the nearest name."""

from __future__ import annotations

import pytest

from model.errors import RequestError
from model.measures import MEASURES
from model.parameters import PARAMETERS
from model.state import STATES


@pytest.mark.parametrize("table", [MEASURES, PARAMETERS, STATES], ids=lambda table: table.kind)
def test_declared_names_come_back_as_they_were_asked(table):
    asked = [*reversed(list(table)), next(iter(table))]
    assert table.require(name for name in asked) == asked
    assert table.require([]) == []


def test_the_first_unknown_name_is_refused_where_it_stands():
    with pytest.raises(RequestError) as refused:
        MEASURES.require(["damage", "credance", "nobody"], "--measure")
    assert str(refused.value) == "--measure: unknown measure 'credance'; did you mean 'credence'?"
