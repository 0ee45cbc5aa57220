"""Numba where it is installed; elsewhere the plain functions of the same name are used.

``HAVE_NUMBA`` says which. Every compiled function has a plain numpy path behind the same public
function, chosen by ``HAVE_NUMBA``: without Numba the decorators below do nothing, and the
undecorated loops would be slow. Setting the environment variable ``DOPADIST_NO_NUMBA=1`` before
the import forces the plain path, so that tests on a machine with Numba can compare the two.
"""

import os
from collections.abc import Callable
from typing import Any

__all__ = ["HAVE_NUMBA", "njit", "prange"]

try:
    if os.environ.get("DOPADIST_NO_NUMBA") == "1":
        raise ImportError("DOPADIST_NO_NUMBA is 1")
    import numba
except ImportError:
    HAVE_NUMBA = False
    prange: Any = range

    def njit(**options: Any) -> Callable[[Any], Any]:
        """Leave the function as it is."""
        return lambda function: function

else:
    HAVE_NUMBA = True
    prange = numba.prange

    def njit(**options: Any) -> Callable[[Any], Any]:
        """Compile with Numba; the machine code is kept on disk between processes."""
        return numba.njit(**({"cache": True} | options))
