"""Independent rows on all cores, with a result that cannot depend on how many there are.

Work is cut into chunks of rows that do not touch each other; compiled kernels release the
interpreter's lock, so threads do. ``NUMBA_NUM_THREADS`` bounds their number, as it does Numba's.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

__all__ = ["in_chunks", "in_order", "n_threads"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Set in a worker: work that is already shared out is not cut up again.
_here = threading.local()


def n_threads() -> int:
    """Threads to use: ``NUMBA_NUM_THREADS``, by default the cores that this process may use."""
    if getattr(_here, "worker", False):
        return 1
    asked = os.environ.get("NUMBA_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_chunks(work: Callable[[int, int], None], n: int, *, least: int) -> None:
    """Call ``work(start, stop)`` so that all of ``range(n)`` is covered, on several threads.

    Parameters
    ----------
    work : callable
        Fills rows ``start`` to ``stop - 1`` of arrays of its own, and reads no other row that is
        being filled.
    n : int
        Rows.
    least : int
        Rows that are worth a thread: waking one takes some 50 µs.

    Examples
    --------
    >>> squares = [0] * 5
    >>> def work(start, stop):
    ...     squares[start:stop] = [i * i for i in range(start, stop)]
    >>> in_chunks(work, 5, least=2)
    >>> squares
    [0, 1, 4, 9, 16]
    """
    n_chunks = min(n_threads(), n // least)
    if n_chunks < 2:
        work(0, n)
        return
    edges = [n * chunk // n_chunks for chunk in range(n_chunks + 1)]
    with ThreadPoolExecutor(n_chunks, initializer=_mark) as pool:
        for done in [pool.submit(work, *pair) for pair in pairwise(edges)]:
            done.result()


def in_order(
    work: Callable[[_Item], _Result], items: Iterable[_Item], *, ahead: int = 4
) -> Iterator[_Result]:
    """``map(work, items)`` on several threads; items are made one by one in this thread.

    So items may be drawn from one generator: they are drawn in their order, whatever the number
    of threads, and never more than ``ahead`` a thread before they are needed.

    Examples
    --------
    >>> list(in_order(abs, iter([-1, 2, -3])))
    [1, 2, 3]
    """
    threads = n_threads()
    if threads == 1:
        yield from map(work, items)
        return
    waiting = []
    with ThreadPoolExecutor(threads, initializer=_mark) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) >= ahead * threads:
                yield waiting.pop(0).result()
        for done in waiting:
            yield done.result()


def _mark() -> None:
    _here.worker = True
