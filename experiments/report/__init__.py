"""The report of a finished study as one HTML file: `findings.gather` reads a results folder, `render` writes the page."""

from __future__ import annotations

from experiments.report.rendering import render

__all__ = ["render"]
