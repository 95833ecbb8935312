"""Registers the house's press with the committee, which sends the notices."""

from copil.convocation.inputs import NoticeInputs
from copil.convocation.press import Press, register
from decisions.verification import new_code


def lay_out(said: NoticeInputs) -> bytes:
    # Laying out takes seconds to import: only whoever makes the paper waits for it.
    from decisions.convocations.rendering import render_notice

    return render_notice(said)


register(Press(new_code=new_code, lay_out=lay_out))
