"""Writes docs/licences.md: every package that foedus needs, with extras, its version and licence as its own metadata say.

python scripts/licences.py            writes the page
python scripts/licences.py --check    exit 1 where a dependency names no licence or one that is not known to be free
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "licences.md"
EXTRAS = ("viz", "analysis", "cluster")
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Zlib|Unlicense|CC0|HPND|0BSD|LGPL|MIT-CMU)", re.I
)

KNOWN = {"platypus-opt": "ema-workbench brings it, in the extra `analysis` only; foedus does not call it"}
"""Packages under a licence that asks more of who passes them on, and why they are there."""

CARRIED = {
    "axe-core 4.14.1": (
        "MPL-2.0",
        "tests/viz/vendor/axe.min.js, unchanged; the tests look at the live view's pages with it; in no wheel",
    ),
    "gifenc 1.0.3": ("MIT", "viz/javascript/vendor/gifenc.js, unchanged; the live view writes clips with it"),
}
"""What lies in the sources themselves, its licence beside it, and what it is for."""


def needed(name: str, extras: tuple[str, ...], found: dict[str, str], missing: set[str]) -> None:
    """Every package that a package needs here, by name, with its licence."""
    from packaging.requirements import Requirement

    for text in distribution(name).requires or ():
        wanted = Requirement(text)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            continue
        key = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if key in found or key == "foedus":
            continue
        try:
            found[key] = licence(wanted.name)
        except PackageNotFoundError:
            missing.add(key)
            continue
        needed(wanted.name, tuple(wanted.extras), found, missing)


def licence(name: str) -> str:
    """The licence in few words: the expression, else the classifiers, else the first line of the text."""
    meta = distribution(name).metadata
    if said := meta.get("License-Expression"):
        return said
    classified = [one.rsplit(" :: ", 1)[1] for one in meta.get_all("Classifier") or () if one.startswith("License ::")]
    classified = [one for one in classified if one != "OSI Approved"]
    if classified:
        return "; ".join(classified)
    said = (meta.get("License") or "").strip().splitlines()
    return said[0][:60] if said else "not stated"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true")
    asked = options.parse_args()
    found: dict[str, str] = {}
    missing: set[str] = set()
    needed("foedus", EXTRAS, found, missing)
    doubtful = {name: said for name, said in found.items() if not FREE.search(said) and name not in KNOWN}
    if asked.check:
        for name, said in doubtful.items():
            print(f"{name}: {said}", file=sys.stderr)
        return 1 if doubtful else 0
    rows = "\n".join(f"| {name} | {distribution(name).version} | {found[name]} |" for name in sorted(found))
    PAGE.write_text(
        f"# Licences of what foedus needs\n\nIn short: {len(found)} packages, for the extras"
        f" {', '.join(EXTRAS)}. foedus itself is under the\n"
        "MIT licence. `python scripts/licences.py` makes this page from each package's own metadata.\n\n"
        f"| package | version | licence |\n|---|---|---|\n{rows}\n\n## Licences that ask more\n\n"
        + "".join(f"- {name} ({found[name]}): {why}.\n" for name, why in KNOWN.items() if name in found)
        + "\n## Carried along\n\n"
        + "".join(f"- {name} ({said}): {why}.\n" for name, (said, why) in CARRIED.items()),
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
