"""From what the minutes of a session say to their PDF."""

from copil.minutes.decisions import DecisionsSaid
from copil.minutes.excerpt import ExcerptSaid
from copil.minutes.said import MinutesSaid, Step
from decisions.document import Verification
from decisions.french import cleaned
from decisions.identity import identity
from decisions.pdf import render
from decisions.verification import page_url

TITLES = {
    Step.DRAFT: "Projet de procès-verbal",
    Step.SUBMITTED: "Procès-verbal soumis à l’approbation",
    Step.APPROVED: "Procès-verbal",
}


def render_minutes(minutes: MinutesSaid) -> bytes:
    """The minutes, PDF/A-3a and PDF/UA-1; equal bytes for equal words. Raises pdf.PdfError."""
    lab, said = identity(), cleaned(minutes)
    name = TITLES[Step(said.step)]
    title = f"{name} : COPIL n° {said.session}"
    return render(
        "pdf/minutes/minutes.html",
        {
            "minutes": said,
            "name": name,
            "issuer": lab.issuer,
            "place": lab.place,
            "verification": Verification(code=said.code, url=page_url(said.code)) if said.code else None,
        },
        title=title,
        dated=said.day,
        branding=lab.branding,
        author=lab.issuer.lab,
        description=f"{title}, {said.held}",
    )


def render_decisions(decisions: DecisionsSaid) -> bytes:
    """The list of a session's decisions, PDF/A-3a and PDF/UA-1; equal bytes for equal words. Raises pdf.PdfError."""
    lab, said = identity(), cleaned(decisions)
    title = f"Relevé de décisions : COPIL n° {said.session}"
    return render(
        "pdf/minutes/decisions.html",
        {
            "decisions": said,
            "issuer": lab.issuer,
            "verification": Verification(code=said.code, url=page_url(said.code)),
        },
        title=title,
        dated=said.day,
        branding=lab.branding,
        author=lab.issuer.lab,
        description=f"{title}, {said.held}",
    )


def render_excerpt(excerpt: ExcerptSaid) -> bytes:
    """The decision on one dossier, PDF/A-3a and PDF/UA-1; equal bytes for equal words. Raises pdf.PdfError."""
    lab, said = identity(), cleaned(excerpt)
    title = f"Extrait du relevé de décisions : COPIL n° {said.session}, dossier n° {said.point.reference}"
    return render(
        "pdf/minutes/excerpt.html",
        {"excerpt": said, "issuer": lab.issuer},
        title=title,
        dated=said.dated,
        branding=lab.branding,
        author=lab.issuer.lab,
        description=f"{title}, {said.held}",
    )
