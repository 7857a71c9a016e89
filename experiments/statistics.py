"""The statistics by their public path; they stand in `experiments.analysis.statistics`."""

from experiments.analysis.statistics import *  # noqa: F403
from experiments.analysis.statistics import __all__ as __all__
