"""A lecture hall in small: tabs that come, play, press buttons, lose their connection and go, for as long as told.

    python tests/reliability/soak.py --minutes 120 --tabs 12

Prints a line a minute and, at the end, one JSON object: tabs opened, frames received, errors in the server's log, and the
server's memory when it was warm, at most and at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

import psutil
from tabs import Tab, served, sessions
from websockets.exceptions import ConnectionClosed

PAGES = ("", "compare", "explore", "about")
ODD = ("policy=hage", "month=-1", "seed=nan", "folder=/etc", "theta=9", "scenario=../x.toml", "measure=%00")


class Visitor:
    """One who comes, does something every second or so, and goes after half a minute."""

    def __init__(self, port: int, luck: random.Random) -> None:
        page = luck.choice(PAGES)
        query = luck.choice(ODD) if luck.random() < 0.2 else f"seed={luck.randrange(1000)}"
        self.tab, self.luck = Tab(port, page, query), luck
        self.until = time.monotonic() + luck.uniform(5, 40)
        if page in ("", "compare"):
            self.tab.ready()

    def act(self) -> None:
        tab, luck = self.tab, self.luck
        tab.drain(0.05)
        if not tab.view:
            return
        action = luck.randrange(7)
        if action == 0:
            tab.say("play", on=True)
        elif action == 1:
            tab.say("seek", month=luck.randrange(0, 300))
        elif action == 2:
            tab.say("speed", value=luck.choice([1, 6, 60]))
        elif action == 3:
            tab.say("choose", row=luck.randrange(60))
        elif action == 4:
            tab.say(
                "reset",
                policies=["hague", "wales"],
                scenario="today",
                seed=str(luck.randrange(99)),
                parameters={"theta": 0.3},
            )
        elif action == 5:
            tab.say("batch", runs=10)
        else:
            tab.say("step", by=luck.choice([-12, -1, 1, 12]))

    def leave(self) -> float:
        """Seconds that the goodbye took."""
        begun = time.monotonic()
        if self.luck.random() < 0.2:
            self.tab.socket.close()  # a connection lost: nobody says goodbye
        else:
            self.tab.close()
        return time.monotonic() - begun


def soak(minutes: float, tabs: int, seed: int, say=print) -> dict:
    """The soak; `say` hears a line a minute."""
    luck, opened, frames, refused, peak, warm, slowest = random.Random(seed), 0, 0, 0, 0.0, 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with served(Path(folder), log) as (port, process):
            here: list[Visitor] = []
            begun = time.monotonic()
            end, told = begun + 60 * minutes, begun
            while time.monotonic() < end:
                while len(here) < tabs:
                    here.append(Visitor(port, luck))
                    opened += 1
                for visitor in list(here):
                    try:
                        visitor.act()
                        if time.monotonic() < visitor.until:
                            continue
                        slowest = max(slowest, visitor.leave())
                    except ConnectionClosed:
                        refused += 1
                    frames += visitor.tab.frames
                    here.remove(visitor)
                memory = psutil.Process(process.pid).memory_info().rss / 1e6
                peak = max(peak, memory)
                if time.monotonic() - begun > 60 and not warm:
                    warm = memory
                if time.monotonic() - told > 60:
                    told = time.monotonic()
                    say(f"{(told - begun) / 60:.0f} min: {opened} tabs, {memory:.0f} MB, {sessions(port)} sessions")
                time.sleep(0.2)
            for visitor in here:
                frames += visitor.tab.frames
                visitor.leave()
            time.sleep(135)  # those that lost their connection are waited for two minutes
            left, last = sessions(port), psutil.Process(process.pid).memory_info().rss / 1e6
        errors = sum("Traceback" in line for line in log.read_text().splitlines())
        if errors:
            say(log.read_text())
    found = {"minutes": minutes, "tabs": tabs, "opened": opened, "frames": frames, "dropped": refused, "errors": errors}
    return found | {
        "sessions_left": left,
        "slowest_close_s": round(slowest, 1),
        "mb_warm": round(warm),
        "mb_peak": round(peak),
        "mb_end": round(last),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--tabs", type=int, default=12)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    print(json.dumps(soak(asked.minutes, asked.tabs, asked.seed)))


if __name__ == "__main__":
    main()
