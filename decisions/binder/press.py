"""Registers with the committee who lays out its binders."""

from collections.abc import Callable

from copil.binder import making
from copil.binder.said import BinderSaid


def lay_out(said: BinderSaid, on_page: Callable[[int], None]) -> bytes:
    # Laying out takes seconds to import: only the worker waits for it.
    from decisions.binder.rendering import render_binder

    return render_binder(said, on_page)


making.register(lay_out)
