"""The world as files: `raw` holds what was found, `nato` what the model reads, `build` makes one from the other."""
