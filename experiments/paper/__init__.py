"""Figures and tables of a study for paper and slides: `exporting` (all of them), `drawing` (Matplotlib), `tables` (files)."""
