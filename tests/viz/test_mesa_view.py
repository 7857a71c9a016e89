"""Mesa's own SolaraViz takes the model as it takes any other."""

from __future__ import annotations

import ipywidgets
import pytest
import solara

from model import AllianceModel


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_solara_viz_draws_the_network_and_a_series():
    from viz.mesa_view import page

    _, context = solara.render(page, handle_error=False)
    pictures = [bytes(one.value) for one in context.find(ipywidgets.Image).widgets]
    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    context.close()


def test_a_portrayal_reads_an_agents_own_columns():
    from viz.mesa_view import portray

    model = AllianceModel(seed=1)
    usa, est = portray(model.allies["USA"]), portray(model.allies["EST"])
    assert usa.size > est.size
    assert est.color != usa.color
