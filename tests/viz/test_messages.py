"""What a page may say is one table; whatever is not in it is refused before anybody unpacks it."""

from __future__ import annotations

import json
import struct

import pytest

from model.errors import RequestError
from viz.live import Live
from viz.messages import COMMANDS, LARGEST, Refused, check_command, read

HEADER = {"msg_id": "1", "msg_type": "comm_msg", "username": "", "session": "s", "version": "5.2", "date": "2026-01-01"}
RESET = {"type": "reset", "policies": ["hague"], "scenario": "today", "seed": "1", "parameters": {}}
CLICK = {"event": "click", "data": {"isTrusted": True, "target": {"id": ""}, "timeStamp": 7244.6}}


def message(kind="comm_msg", **content):
    """A message as the browser sends it."""
    return json.dumps(
        {
            "header": HEADER | {"msg_type": kind},
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
            "buffers": [],
        }
    )


def custom(**content):
    return message(comm_id="c", data={"method": "custom", "content": content})


def update(**state):
    return message(comm_id="c", data={"method": "update", "state": state, "buffer_paths": []})


SENT = {
    "information": message("kernel_info_request"),
    "opening": message("comm_open", comm_id="c", target_name="solara.control", data={}),
    "widgets": message("comm_open", comm_id="c", target_name="jupyter.widget.control", data={}),
    "page": message(
        comm_id="c",
        data={
            "method": "run",
            "args": {"path": "/?seed=4", "dark": False, "themes": {"light": {}, "dark": {}}, "appName": None},
        },
    ),
    "status": message(comm_id="c", data={"method": "app-status"}),
    "states": message(comm_id="c", data={"method": "request_states"}),
    "closing": message("comm_close", comm_id="c", data={}),
    "drawn": custom(type="drawn", frame=12),
    "typed": update(v_model="results/demo"),
    "dark": update(dark_effective=False),
    "clicked": custom(**CLICK),
    "play": custom(type="play", on=True, number=3),
    "reset": custom(**RESET, number=4),
    "levers": custom(**{**RESET, "parameters": {"theta": 0.2, "pledge_core_end": 0.04}}),
    "two": custom(**{**RESET, "policies": ["hague", "baseline"]}),
    "nothing chosen": custom(type="choose", row=None),
}

CLAIMS = struct.pack("!i", 2**31 - 1) + bytes(100)
"""104 bytes that claim two thousand million buffers."""

REFUSED = {
    "a frame of huge claims": CLAIMS,
    "a binary message": struct.pack("!iI", 1, 8) + SENT["play"].encode(),
    "nothing": None,
    "too large": message(comm_id="x" * LARGEST, data={}),
    "no JSON": "{",
    "a number of five thousand digits": custom(type="seek", month=0).replace('"month": 0', '"month": ' + "9" * 5000),
    "not finite": custom(type="speed", value=0).replace('"value": 0', '"value": 1e999'),
    "a list": "[]",
    "deep": "[" * 2000 + "]" * 2000,
    "code": message("execute_request", code="1"),
    "shutdown": message("shutdown_request", restart=False),
    "another channel": SENT["play"].replace("shell", "control"),
    "buffers": SENT["play"].replace('"buffers": []', '"buffers": ["x"]'),
    "another target": message("comm_open", comm_id="c", target_name="evil", data={}),
    "a widget of its own": message("comm_open", comm_id="c", target_name="jupyter.widget", data={"state": {}}),
    "another method": message(comm_id="c", data={"method": "eval"}),
    "no method": message(comm_id="c", data={}),
    "another application": message(comm_id="c", data={"method": "run", "args": {"path": "/", "appName": "os"}}),
    "the picture itself": update(frame="x"),
    "the script": update(_esm="alert(1)"),
    "drawn in words": custom(type="drawn", frame="12"),
    "drawn before the start": custom(type="drawn", frame=-1),
    "an unknown button": custom(type="open"),
    "a private name": custom(type="__init__"),
    "four hundred policies": custom(**{**RESET, "policies": ["hague"] * 400}),
    "no policy": custom(**{**RESET, "policies": []}),
    "a policy that is a number": custom(**{**RESET, "policies": [1]}),
    "a lever of no name": custom(**{**RESET, "parameters": {"x": 1}}),
    "a lever that is a list": custom(**{**RESET, "parameters": {"theta": [1]}}),
    "a field too many": custom(type="play", on=True, request="x"),
    "a field too few": custom(type="play"),
    "truth as a number": custom(type="play", on=1),
    "a month far away": custom(type="seek", month=10**9),
    "half a month": custom(type="seek", month=1.5),
    "truth as a month": custom(type="seek", month=True),
    "a colour of no name": custom(type="measure", name="x"),
    "a speed of a thousand": custom(type="speed", value=1000),
}


@pytest.mark.parametrize("name", SENT)
def test_what_a_page_says_is_let_through(name):
    read(SENT[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_page_says_is_refused_in_one_short_line(name):
    with pytest.raises(Refused) as refused:
        read(REFUSED[name])
    assert len(str(refused.value).splitlines()) == 1
    assert len(str(refused.value)) < 250


def test_every_command_has_its_entry_and_every_entry_its_command():
    assert {f"_do_{name}" for name in COMMANDS} == {name for name in vars(Live) if name.startswith("_do_")}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"type": "nope"}, "unknown command 'nope'; allowed: drawn, play"),
        ({"type": None}, "unknown command"),
        ({"type": "seek", "month": "x"}, "'seek' does not take this: month"),
        ({**RESET, "policies": ["hague"] * 400}, "'reset' does not take this: policies"),
    ],
)
def test_a_command_that_the_picture_does_not_have_is_said(wrong, says):
    with pytest.raises(RequestError, match=says):
        check_command(wrong)
