"""Why something happened: one case from the choice to the answer, and what would have changed it (`foedus why`)."""
