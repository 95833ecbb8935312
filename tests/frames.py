"""Room in one piece for the frames of Python's calls.

Python keeps them in pieces of 16 KB. All of 3.11 and 3.12, and 3.13 and 3.14 until the spring of 2026, ask the system
for the next piece at each call that crosses the end of one, and give it back on return: in a loop at that depth, at
each turn (CPython's issue gh-142183). Below pytest our pages are as deep as that; below gunicorn they are not.
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: In words of 8 bytes. Python takes the next power of two and more: what is called has as much again.
ROOM = 32 * 1024


def in_one_piece(work: Callable[[], T]) -> T:
    """What the work answers; its calls, as deep as Python allows, find their room there already."""
    return work()


in_one_piece.__code__ = in_one_piece.__code__.replace(co_stacksize=ROOM)
