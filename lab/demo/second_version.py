"""A dossier sent back after its first reviews and deposited again: a sentence more, files that were not there."""

from dossiers import actions as dossier_verbs
from lab.demo.papers import papers
from lab.demo.story import Life, done
from scoring.actions import confirm_review

WHY = "Dites comment vous toucherez les usagers qui ne viennent pas au guichet, et joignez le devis des ateliers."
MORE = " Deux ateliers se tiendront hors des murs, un jour de marché, pour ceux qui ne viennent pas au guichet."


def write(life: Life, day: float) -> None:
    """Asked for that day, deposited the day after; opinions and scores wait to be confirmed."""
    leader = life.dossier.leader
    with life.on(day):
        life.do("return_to_leader", life.people.team[0], reason=WHY)
    with life.on(day + 1):
        method = life.dossier.sections.get(code="method")
        done(
            dossier_verbs.save_section(
                dossier=life.refresh(),
                section="method",
                answers={**method.data, "approach": method.data["approach"] + MORE},
                revision=method.revision,
                by=leader,
            )
        )
        for paper in papers(life.dossier, leader):
            done(dossier_verbs.attach(dossier=life.dossier, upload=paper, by=leader))
        life.do("resubmit", leader)
    life.refresh()


def confirm(life: Life, day: float) -> None:
    """Everyone who judged the first version says that their opinion, or their scores, hold."""
    from_referents = life.dossier.assignments.filter(ended_at=None).select_related("referent")
    with life.on(day):
        for assignment in from_referents:
            done(
                dossier_verbs.confirm_opinion(
                    dossier=life.dossier, by=assignment.referent, on_version=life.dossier.submitted_version
                )
            )
        for review in life.dossier.reviews.select_related("reviewer"):
            done(confirm_review(review=review, by=review.reviewer, on_version=life.dossier.submitted_version))
