"""For all tests: a busy machine is no fault, so no example of Hypothesis fails for being slow; and the rules, compiled."""

import shutil

import pytest
from hypothesis import HealthCheck, settings

from experiments.cli import count_on_one_thread

count_on_one_thread()  # none of these has loaded numpy
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""As `scripts/browser` looks for them: the first has no windows of its own to draw."""


@pytest.fixture(scope="session")
def chromium_path():
    """Where the browser is."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, (
        "no Chromium on PATH; `make test` gets it where it can (as root: apt-get install chromium-headless-shell)"
    )
    return path


@pytest.fixture
def cold(monkeypatch):
    """The rules count as not compiled: whoever begins to compile them says so first."""
    monkeypatch.setattr("model.rule.is_warm", lambda *_: False)


@pytest.fixture(scope="session")
def compiled():
    """The rules are on disk, as `foedus warm` leaves them: no page waits for them."""
    from experiments.cli.warm import compile_ahead

    compile_ahead()
