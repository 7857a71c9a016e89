"""Analyses of runs: policies compared, the best of them, which parameters matter, where policies fail.

`statistics` intervals and tests · `sequential` how many runs a precision takes · `comparison` (`effects`, `by_state`,
`ledger`, `notes`) · `selection` · `indices` of sensitivity · `discovery` and `regret` · `ablation` of the `mechanisms`.
"""
