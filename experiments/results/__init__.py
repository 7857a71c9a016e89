"""Stored runs: on disk or in memory, written once and read one measure at a time.

`points` a point and the hash that names it · `folder` a results folder · `chunks` its Parquet files · `locks` one writer
at a time · `memory` the same for a study that writes nothing · `results` reading · `windows` some months only ·
`unfinished` studies that are half done · `versions` what made them.
"""
