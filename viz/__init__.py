"""Watching one run, comparing two under the same luck, exploring a batch: the live view. Start it with `foedus watch`."""
