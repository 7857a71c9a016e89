"""`python -m experiments` is the `foedus` command."""

from __future__ import annotations

from experiments.cli import main

if __name__ == "__main__":
    main()
