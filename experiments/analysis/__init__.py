"""What runs mean: policies side by side, the best of them, what matters, where they fail.

`statistics` intervals and tests · `sequential` how many runs a precision takes · `comparison` (`effects`, `by_state`,
`ledger`, `notes`) · `selection` · `indices` of sensitivity · `discovery` and `regret` · `ablation` of the `mechanisms`.
"""
