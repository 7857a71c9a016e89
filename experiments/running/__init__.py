"""From a study to runs: on threads here or on a Dask cluster, block by block.

`run` runs what is missing · `execution` where and on how many threads · `blocks` the one task that all of them share ·
`cluster` the same blocks on Dask · `plans` what it will cost · `replays` one run of a folder again.
"""
