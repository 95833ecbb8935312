"""In which steps of the process a dossier takes reviews and a consensus: the verbs and the pages both ask here."""

from dossiers.models import Dossier

#: Reviews are asked for, written and corrected there.
REVIEWING = ("team_review",)
#: The consensus too; and on the agenda, where an interest found late undoes it.
CONCLUDING = ("team_review", "copil")


def takes_reviews(dossier: Dossier) -> bool:
    return dossier.state in REVIEWING


def takes_consensus(dossier: Dossier) -> bool:
    return dossier.state in CONCLUDING
