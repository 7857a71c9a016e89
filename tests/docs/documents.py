"""The pages as tests read them: which there are, the blocks of code in them, and the commands in a block."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "model").rglob("*.md")]
    if not {"_build", ".venv"} & set(path.parts)
)
FENCE = re.compile(r"^( *)```([^\n`]+)\n(.*?)^\1```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the words after it, and the heading it stands under."""

    page: str
    line: int
    language: str
    marks: tuple[str, ...]
    text: str
    heading: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str | None = None) -> list[Block]:
    """The fenced blocks of a page, in order; directives of the site (```{name}) are none."""
    text, found = read(page), []
    for match in FENCE.finditer(text):
        indent, words, body = match.group(1), match.group(2).split(), match.group(3)
        if words[0].startswith("{") or language not in (None, words[0]):
            continue
        before = text[: match.start()]
        headings = re.findall(r"^#+ (.*)$", FENCE.sub("", before), re.M)
        body = re.sub(rf"^{indent}", "", body, flags=re.M)
        line = before.count("\n") + 1
        found.append(Block(page, line, words[0], tuple(words[1:]), body, headings[-1] if headings else ""))
    return found


def commands(text: str) -> list[list[str]]:
    """The command lines of a block of shell, each as a list of words; comments are left out, long lines joined."""
    lines = (shlex.split(line, comments=True) for line in text.replace("\\\n", " ").splitlines())
    return [words for words in lines if words]
