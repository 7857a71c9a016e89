"""The pages: watch one run, compare two, explore a results folder, and what the model is."""
