"""Watching one run, comparing two, exploring a batch: the room of the live view, which is not in this version."""
