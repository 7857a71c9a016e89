"""The live view without installing anything: a folder of pages that need no server, no network and no Python.

`python -m viz.site FOLDER` makes it. `recording` runs one run and keeps what a page needs of it, `kept` tells its gravest
cases, `offline` leads a story's links to pages that are there, `pages` puts the HTML together; `atlas` reads `atlas.json`,
which `docs/atlas.py` made.
"""
