"""The `foedus` command: the border where an error becomes one line and an exit code.

0: done. 1: the work failed. 2: the request is wrong (what, where, what is allowed, nearest name). 130: interrupted by Ctrl-C;
143: by SIGTERM, as a batch system sends it at the end of the time granted. Both keep what is finished.
Results go to stdout, progress and notes to stderr. The commands themselves stand beside this file, one file a group; a file's
name is a name in here, so `list` is `listing.py`.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import signal
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    ended: list[int] = []

    def end(number: int, _: object) -> None:
        ended.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    speak_plainly()
    count_on_one_thread()
    code = answer(sys.argv[1:] if arguments is None else list(arguments))
    if ended and code == 130:
        code = 128 + signal.SIGTERM
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # `foedus list parameters | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk behind `>`
        code = _refuse(f"standard output: {error.strerror}", 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if code in (130, 143):
        # Threads may still be inside compiled code: the interpreter's exit has crashed under them.
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def count_on_one_thread() -> None:
    """Linear algebra takes one thread, unless the user says otherwise: its matrices are small, and on a busy machine threads
    that wait for each other took a hundred times as long. To be called before numpy is loaded; what is started inherits it."""
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


PLAIN = str.maketrans({"−": "-", "–": "-", "×": "x", "…": "...", "·": ".", "≤": "<=", "≥": ">=", "→": "->", "─": "-"})
"""How signs are written where a terminal or file does not hold them."""


def speak_plainly() -> None:
    """Results survive a stream that cannot hold every sign (a redirect on Windows, an old terminal): it gets plainer ones."""

    def plainer(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        text = error.object[error.start : error.end].translate(PLAIN)
        letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()  # é as e; what is left as ?
        return letters or "?" * (error.end - error.start), error.end

    codecs.register_error("foedus.plainer", plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="foedus.plainer")


def answer(arguments: list[str]) -> int:
    """Run one command; whatever a user can cause ends as one line on stderr and a code."""
    if stranger := _foreign_model():
        return _refuse(f"another module is named 'model': {stranger}; run foedus from another folder")
    from model.errors import RequestError

    try:
        from experiments.cli.app import app

        result = app(args=arguments or ["--help"], prog_name="foedus", standalone_mode=False)
    except RequestError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _refuse("interrupted", 130)
    except BrokenPipeError:
        return 0
    except MemoryError:
        return _refuse("no memory left", 1)
    except OSError as error:
        if error.errno == errno.ENOSPC and not error.filename:
            return _refuse(f"standard output: {error.strerror}", 1)
        if not error.filename:  # no file of the user's: a bug
            raise
        return _refuse(f"{error.strerror}: {error.filename}", 1)
    except Exception as error:  # the border: Typer's own errors carry their line and code, anything else is a bug
        if not hasattr(error, "format_message"):
            raise
        return _refuse(error.format_message(), getattr(error, "exit_code", 2))
    return _refuse("interrupted", 130) if result == 130 else result if isinstance(result, int) else 0


def _refuse(line: str, code: int = 2) -> int:
    print(f"foedus: {' '.join(line.split())}", file=sys.stderr)
    return code


def _foreign_model() -> str:
    """The file of a `model` that is not ours (a user's model.py in the working folder), or nothing."""
    from importlib.util import find_spec

    spec = find_spec("model")
    places = list(spec.submodule_search_locations or [str(spec.origin)]) if spec is not None else []
    ours = Path(__file__).resolve().parents[2] / "model"
    return "" if not places or Path(places[0]).resolve() == ours else places[0]
