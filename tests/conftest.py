"""For all tests: a busy machine is no fault, so nothing made up by Hypothesis fails for being slow."""

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
