"""How compiled code finds a parameter record that Python hands it.

numba asks numpy for a buffer of the record, and for that numpy writes down in words all 221 fields, at each call: 29 µs, nine
tenths of what a rule called from Python costs. The address stands in the record itself, the first word after what every Python
object begins with (`obval` of PyVoidScalarObject, the same in numpy 1 and 2); reading it takes 0.3 µs. Where it does not stand
there, or where numba keeps its list of such functions elsewhere, nothing is changed: rules are slower and give the same bits.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import boxing, pythonapi, types
from numba.extending import NativeValue

__all__ = ["read_directly"]

PLACE = ctypes.sizeof(ctypes.c_void_p) * 3
"""Bytes before the address: count of references, type, size."""


def _address(record: Any, c: Any) -> Any:
    """Code that reads the address of a record's data. `c` is numba's context of the conversion."""
    byte = ir.IntType(8).as_pointer()
    place = c.builder.gep(c.builder.bitcast(record, byte), [ir.Constant(ir.IntType(64), PLACE)])
    return c.builder.load(c.builder.bitcast(place, byte.as_pointer()))


def _unbox(kind: Any, record: Any, c: Any) -> Any:
    return NativeValue(c.builder.bitcast(_address(record, c), c.context.get_value_type(kind)))


def read_directly() -> bool:
    """Let compiled rules read records so; whether they do."""
    rows = np.zeros(2, [("first", "f8"), ("second", "i8")]).view(np.recarray)
    assert boxing  # the module that fills the list
    found = getattr(getattr(pythonapi, "_unboxers", None), "functions", {})
    if types.Record not in found or ctypes.c_void_p.from_address(id(rows[1]) + PLACE).value != rows[1:].ctypes.data:
        return False
    found[types.Record] = _unbox
    return True
