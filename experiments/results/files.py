"""Files of a results folder: read up to a bound, written whole or not at all, and never through a link.

A folder may come from somebody else. A link in it could lead a reader, or a writer, to a file outside it; so none is followed.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.errors import RequestError

__all__ = [
    "LEFT_OVER",
    "MEGABYTE",
    "inside",
    "open_inside",
    "read_bytes",
    "write_json",
    "write_table",
    "write_whole",
    "writing",
]

LEFT_OVER = ".*.part"
"""How unfinished files are called, for the writer that clears them away."""
MEGABYTE = 1_000_000
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows has no such flag; `inside` looks before


def inside(folder: Path, path: Path) -> Path:
    """The path, if no part of it below the folder is a link. Errors: RequestError."""
    at = folder
    for part in path.relative_to(folder).parts:
        at = at / part
        if at.is_symlink():
            raise _a_link(at)
    return path


def open_inside(folder: Path, path: Path, flags: int) -> int:
    """A file descriptor for a file of the folder, made where `flags` has O_CREAT. Errors: RequestError for a link."""
    try:
        return os.open(inside(folder, path), flags | _NO_LINK, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _a_link(path) from None
        raise


def read_bytes(folder: Path, path: Path, most: int = 64 * MEGABYTE) -> bytes:
    """A plain file of the folder. Errors: FileNotFoundError; RequestError for a link, no plain file, or too large."""
    # O_NONBLOCK: a pipe put in a file's place would keep the reader waiting for ever
    with open(open_inside(folder, path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise RequestError(f"{path}: is not a plain file")
        if found.st_size > most:
            raise RequestError(f"{path}: has {found.st_size:,} bytes; at most {most:,} are read")
        return file.read(most)


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """A name to write under; at the end the file is on the disk under `path`, or there is none.

    The name is random and made exclusively: nobody can have put a link there. Errors: OSError with the file's name.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NO_LINK, 0o666))
        yield part
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)  # a link of that name is replaced, not followed
        _settle(path.parent)
    except OSError as error:  # a full disk's error does not say which file, pyarrow's not even what happened
        code = error.errno or errno.EIO
        raise OSError(code, os.strerror(code), str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """The file with this content, whole or not there. Errors: OSError with the file's name."""
    with writing(path) as part:
        part.write_bytes(content)


def write_json(path: Path, content: Any) -> None:
    """The same for JSON."""
    write_whole(path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())


def write_table(path: Path, table: Any) -> None:
    """The same for a table, as Parquet with a checksum a page."""
    import pyarrow.parquet as pq

    with writing(path) as part:
        pq.write_table(table, part, compression="zstd", write_page_checksum=True)


def _settle(folder: Path) -> None:
    """A new name is on the disk only when its folder is: without this, a power cut could take back what was finished."""
    if hasattr(os, "O_DIRECTORY"):  # Windows has no such call
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _a_link(path: Path) -> RequestError:
    return RequestError(f"{path}: is a link; foedus follows no link inside a results folder")
