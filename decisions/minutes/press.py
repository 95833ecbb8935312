"""Registers with the committee who lays out the papers of its sessions."""

from copil.minutes import excerpt, papers
from copil.models import Paper, PaperFile


def lay_out_minutes(said: str, edition: PaperFile.Edition) -> bytes:
    # Laying out takes seconds to import: only whoever makes the paper waits for it.
    from copil.minutes.readers import reduced
    from copil.minutes.said import read
    from decisions.minutes.rendering import render_minutes

    whole = read(said)
    return render_minutes(reduced(whole) if edition == PaperFile.Edition.REDUCED else whole)


def lay_out_decisions(said: str, edition: PaperFile.Edition) -> bytes:  # noqa: ARG001 - there is one edition
    from copil.minutes.decisions import read
    from decisions.minutes.rendering import render_decisions

    return render_decisions(read(said))


def lay_out_excerpt(said: excerpt.ExcerptSaid) -> bytes:
    from decisions.minutes.rendering import render_excerpt

    return render_excerpt(said)


excerpt.register(lay_out_excerpt)
papers.register(lay_out_decisions, Paper.Kind.DECISIONS)
papers.register(lay_out_minutes, Paper.Kind.SUBMITTED, Paper.Kind.APPROVED)
