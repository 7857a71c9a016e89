"""What is asked: policies × scenarios × a design × runs, declared in Python or in a TOML file.

`study` the study and its points · `files` the same as TOML · `designs` points of a design · `variants` agents of your
own · `swaps` rules of your own · `networks` the ties of a scenario as a graph. Nothing here runs or reads a run.
"""
