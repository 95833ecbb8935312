"""Whether what the form says is joined is there."""

from dossiers.form.completeness import Completeness, Contents, completeness, says_cerfa_joined
from dossiers.form.length import Length
from dossiers.models import Dossier, Purpose, Verdict


def completeness_of(dossier: Dossier, contents: Contents, length: Length) -> Completeness:
    """What the draft still lacks, its files looked at where an answer counts on them: one statement then."""
    joined = dossier.attachments.of_draft().filter(purpose=Purpose.CERFA).exclude(verdict=Verdict.INFECTED)
    return completeness(contents, length, has_cerfa=not says_cerfa_joined(contents) or joined.exists())
