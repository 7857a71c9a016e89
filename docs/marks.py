"""Made tables of the docs: as Markdown, and into a page, each between its marks `<!-- name -->` and `<!-- end name -->`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["between", "table", "write"]


def table(head: str, rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; `head` names its columns."""
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def between(text: str, name: str, made: str) -> str:
    """`text` with what stands between the marks of this name replaced. Errors: ValueError where a mark is missing."""
    begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"{name}: expected one '{begin}' and one '{end}'")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{made}\n{end}{after}"


def write(page: Path, tables: Mapping[str, str]) -> None:
    """Every table into its place."""
    text = page.read_text(encoding="utf-8")
    for name, made in tables.items():
        text = between(text, name, made)
    page.write_text(text, encoding="utf-8")
