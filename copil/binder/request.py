"""One request as its reader may read it: in a binder, or alone."""

from collections.abc import Iterator

from django.utils import translation

from copil.binder import said
from copil.minutes.reading import LANGUAGE
from dossiers.challenge.reading import challenge
from dossiers.form.display import ShownAnswer, shown
from dossiers.models import Dossier, Opinion, Verdict
from dossiers.page.content import content_for
from dossiers.page.glance import Glance
from dossiers.wording import euros, weight, written_day
from scoring.arithmetic import Advice
from scoring.reading import ConsensusReading, consensuses_for
from workflow import clock

ADVICE = {
    Advice.REFUSE: "refus proposé par les notes",
    Advice.RECOMMEND: "financement recommandé par les notes",
    Advice.DISCUSS: "à discuter",
}


def request_of(glance: Glance, consensus: ConsensusReading | None) -> said.RequestSaid:
    """What this person reads of the dossier: the working draft while its leaders write it, for them and those whom they
    invited; else its last deposit. The consensus is left to the caller, who knows whether it may be read.
    """
    dossier = glance.dossier
    writing = glance.beside_leader and (dossier.is_returned or not dossier.submitted_version)
    content = content_for(glance, submitted=not writing)
    return said.RequestSaid(
        reference=dossier.reference,
        title=dossier.title,
        beneficiary=dossier.service.name if dossier.service else "",
        requested=euros(dossier.requested),
        summary=dossier.summary,
        version=content.version,
        sections=tuple(
            said.SectionSaid(title=section.title, answers=tuple(map(_answer, section.answers)))
            for section in shown(content.contents, length=content.length)
            if section.answers
        ),
        opinions=tuple(_opinions(glance)),
        consensus=_consensus(consensus),
        files=tuple(_files(dossier, content.version)),
    )


def dossier_said(glance: Glance) -> said.DossierSaid:
    """The dossier alone, for that reader, today; some ten statements."""
    dossier = glance.dossier
    read = consensuses_for(glance.user, [dossier]) if glance.inside else {}
    with translation.override(LANGUAGE):
        return said.DossierSaid(
            reader=glance.user.full_name,
            made_on=clock.today(),
            call=dossier.call.title,
            leader=dossier.leader.full_name,
            step=glance.step.label,
            deposited=written_day(clock.day_of(dossier.deposited_at)) if dossier.deposited_at else "",
            total_cost=euros(dossier.total_cost),
            request=request_of(glance, read.get(dossier.pk)),
        )


def _answer(answer: ShownAnswer) -> said.AnswerSaid:
    rows: tuple[tuple[str, ...], ...] = ()
    if answer.table is not None:
        heads = tuple(head.split(":")[0] for head in answer.table.columns.split("|"))
        rows = (heads, *answer.table.rows)
    return said.AnswerSaid(label=answer.label, text=answer.text, rows=rows)


def _opinions(glance: Glance) -> Iterator[said.OpinionSaid]:
    """The référents' opinions, for who reads the committee's side of the dossier."""
    for one in challenge(glance).challengers:
        opinion, referent = one.opinion, one.assignment.referent
        yield said.OpinionSaid(
            by=referent.full_name,
            service=referent.service.name if referent.service else "",
            sense=str(Opinion.Sense(opinion.sense).label) if opinion else "",
            text=opinion.text if opinion else "",
            version=opinion.on_version if opinion else 0,
        )


def _consensus(found: ConsensusReading | None) -> said.ConsensusSaid | None:
    if found is None:
        return None
    return said.ConsensusSaid(
        mean=_score(found.weighted),
        advice=ADVICE[found.advice],
        recommended=euros(found.recommended_amount) if found.recommended_amount is not None else "",
        rationale=found.rationale,
        conditions=found.conditions,
        author=found.author,
        scores=tuple(
            said.ScoreSaid(title=one.title, score=_score(one.score), rationale=one.rationale) for one in found.criteria
        ),
    )


def _score(score: object) -> str:
    words = f"{score:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{words}\u00a0/\u00a05"


def _files(dossier: Dossier, version: int) -> Iterator[said.FileSaid]:
    """The files of that deposit, or of the draft for 0, without those in which a virus was found."""
    rows = dossier.attachments.of_version(version) if version else dossier.attachments.of_draft()
    for file in rows.exclude(verdict=Verdict.INFECTED):
        yield said.FileSaid(name=file.name, weight=weight(file.size), sha256=file.sha256)
