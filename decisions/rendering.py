"""From the inputs of an act, or of the letter that brings it, to the PDF."""

from decisions.checks import UnfitActError, problems_of
from decisions.document import ActInputs, NotificationInputs
from decisions.layout import layout_of, letter_prose, outcome_of
from decisions.pdf import DataFile, render


def render_act(act: ActInputs, *, draft: bool = False) -> bytes:
    """The act as it will be signed; equal bytes for equal inputs. Raises UnfitActError and pdf.PdfError.

    A `draft` says on each page that it is one, and carries no data.
    """
    problems = problems_of(act)
    if problems:
        raise UnfitActError(problems)
    layout = layout_of(act)
    return render(
        "pdf/act.html",
        {"act": act, "layout": layout},
        title=f"{layout.act_name} n° {act.reference} : {act.project.title}",
        dated=act.signature.signed_on,
        branding=act.branding,
        author=act.issuer.authority,
        description=f"{layout.act_name} {layout.subject}, dossier {act.request.dossier}",
        attachments=[] if draft else [data_file(act)],
        draft=draft,
    )


def render_notification(letter: NotificationInputs, *, draft: bool = False) -> bytes:
    """The letter of notification, or a `draft`; equal bytes for equal inputs. Raises UnfitActError and pdf.PdfError."""
    act = letter.act
    problems = problems_of(act)
    if problems:
        raise UnfitActError(problems)
    return render(
        "pdf/notification.html",
        {
            "letter": letter,
            "act": act,
            "layout": layout_of(act),
            "prose": letter_prose(letter),
            "outcome": outcome_of(act),
        },
        title=f"Notification de la décision sur le dossier {act.request.dossier} : {act.project.title}",
        dated=letter.sent_on,
        branding=act.branding,
        author=act.issuer.lab,
        draft=draft,
    )


def data_file(act: ActInputs) -> DataFile:
    """The decision's data, as attached to the act's PDF."""
    return DataFile(
        name=f"decision-{_file_name(act.reference)}.json",
        content=act.to_public_json(),
        description=f"Données de la décision n° {act.reference}, au schéma decision-1",
    )


def _file_name(reference: str) -> str:
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in reference)
