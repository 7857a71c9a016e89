"""Tables as files: for a spreadsheet (csv, xlsx), for LaTeX (tex, with booktabs), for Markdown (md)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from experiments.tables import clean, number
from model.errors import RequestError

__all__ = ["WRITERS"]

SPECIAL = {"&": r"\&", "%": r"\%", "_": r"\_", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}", "−": "$-$", "–": "--"}
"""What LaTeX would read as its own."""


def _csv(table: Any, title: str) -> bytes:
    """Every digit, undefined cells empty."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def _xlsx(table: Any, title: str) -> bytes:
    """One sheet, the head frozen, figures as numbers."""
    try:
        import openpyxl
    except ImportError:
        raise RequestError("xlsx: needs openpyxl; install foedus[export]") from None
    from datetime import UTC, datetime

    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False):
        sheet.append([clean(value) for value in row])
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = openpyxl.styles.Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(10, 2 + len(str(cell.value)))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _tex(table: Any, title: str) -> bytes:
    """A tabular with booktabs' rules, to four digits."""
    kinds = "".join("l" if text else "r" for text in _texts(table))
    lines = [f"% {title}; needs \\usepackage{{booktabs}}", f"\\begin{{tabular}}{{{kinds}}}", r"\toprule"]
    lines += [" & ".join(_escaped(str(name)) for name in table.columns) + r" \\", r"\midrule"]
    lines += [" & ".join(_escaped(number(value)) for value in row) + r" \\" for row in table.itertuples(index=False)]
    return ("\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n").encode()


def _md(table: Any, title: str) -> bytes:
    """A Markdown table, to four digits."""
    rule = ["---" if text else "---:" for text in _texts(table)]
    rows = [[str(name) for name in table.columns], rule]
    rows += [[number(value).replace("|", r"\|") for value in row] for row in table.itertuples(index=False)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows).encode()


WRITERS: dict[str, Callable[[Any, str], bytes]] = {"csv": _csv, "xlsx": _xlsx, "tex": _tex, "md": _md}
"""Format -> what makes its bytes of a table and its title."""


def _texts(table: Any) -> Sequence[bool]:
    return [table[name].dtype.kind not in "fiu" for name in table.columns]


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)
