"""Who is told of what the log holds besides moves: missions, links, pieces; and why nobody is of the rest."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from dossiers.actions.challenge import ANSWER, AWAY, CONFIRM, OPINION, REPLACE, TAKE_OVER
from dossiers.calls.dates import DEADLINE_MOVED, WAITING_MOVED
from dossiers.facts import DECLINED
from dossiers.models import Assignment
from dossiers.receipt.completion import CHECK, PROVIDE
from dossiers.receipt.legal_clock import DECIDE, NEAR
from dossiers.telling.people import happened, leaders, team
from dossiers.wording import written_day
from workflow.deadlines import DEADLINE_PASSED, ESCALATION, REMINDED
from workflow.tellers import task, tells, told_at_once, untold
from workflow.telling import Letter, News


# -- missions -----------------------------------------------------------------
@tells("referent_relieved", by=("mission_over",))
def relieved(news: News) -> Iterator[Letter]:
    """The référent, who sees the dossier no more; one who handed it over, or stepped aside, knows already."""
    if news.data.get("how", Assignment.End.RELIEVED) == Assignment.End.RELIEVED:
        yield mission_over(news, "referent")


def mission_over(news: News, who: str) -> Letter:
    """To the person whose reference the entry holds under `who`, unless they did it: by whom, and why."""
    person = User.objects.filter(ref=news.data[who]).first()
    said = {
        "by": news.by.full_name if news.by and not news.entry.cause_ref else "",
        "reason": news.texts.get("reason", "").strip(),
    }
    return Letter("mission_over", news.others([person] if person else []), said, reverse("home"), parting=True)


@tells("handover_lapsed", by=("handover_answered", "handover_over"))
def handover_lapsed(news: News) -> Iterator[Letter]:
    """Of the two, who did not end it: that it will not be answered, never why; that it is not asked any more."""
    people = {str(p.ref): p for p in User.objects.filter(ref__in=[news.data["from"], news.data["referent"]])}
    offering, asked = people[news.data["from"]], people[news.data["referent"]]
    no = {"by": asked.full_name, "answer": _("ne peut pas reprendre ce dossier")}
    yield Letter("handover_answered", news.others([offering]), no)
    yield Letter("handover_over", news.others([asked]), {"by": offering.full_name}, reverse("home"), parting=True)


@tells("referent_declined", by=("happened",))
def declined(news: News) -> Iterator[Letter]:
    """The team, who finds somebody else or goes on without."""
    yield happened(news, team(news), then=_("À faire\u00a0: désigner un autre référent, ou poursuivre sans."))


@tells("referent_away", by=("happened",))
def away(news: News) -> Iterator[Letter]:
    """The team."""
    yield happened(news, team(news), then=_("À faire\u00a0: le remplacer, ou attendre son retour."))


@tells("opinion_given", "opinion_revised", by=("happened",))
def opinion_given(news: News) -> Iterator[Letter]:
    """The team; never what it says, nor the leaders, who read no opinion."""
    yield happened(news, team(news), reason="", link=reverse("dossiers:challenge", args=[news.case.reference]))


@tells("interest_declared", by=("happened",))
def interest_declared(news: News) -> Iterator[Letter]:
    """The coordination: who steps aside; of what tie, the page tells those who must know."""
    yield happened(news, news.office(Role.TEAM_LEAD), reason="")


# -- links --------------------------------------------------------------------
@tells("co_leader_removed", "reader_removed", by=("access_over",))
def removed(news: News) -> Iterator[Letter]:
    """The person, unless they left by themselves."""
    person = User.objects.filter(ref=news.data["person"]).first()
    to = news.others([person] if person else [])
    said = {"by": news.by.full_name if news.by else ""}
    yield Letter("access_over", to, said, reverse("home"), parting=True)


@tells("follower_set", by=("following",))
def following(news: News) -> Iterator[Letter]:
    """The person of the team who is to follow the dossier."""
    ref = news.data["follower"]
    person = User.objects.filter(ref=ref).first() if ref else None
    to = news.acting([person] if person else [], Role.TEAM)
    yield Letter("following", to, {"by": news.by.full_name if news.by else ""})


# -- the session aimed at -------------------------------------------------------
@tells("aim_chosen", by=("happened",))
def aim_chosen(news: News) -> Iterator[Letter]:
    """The leaders and the team, but for who chose it: which, and what is left to do by when."""
    yield happened(news, team(news), then=_aims(news.data), due=_until(news))
    yield happened(news, news.others(leaders(news)), then=_aims(news.data))


@tells("aim_slipped", by=("happened",))
def aim_slipped(news: News) -> Iterator[Letter]:
    """The team and, unless the step it stands at is kept from them, the leaders: which session it can make now."""
    yield happened(news, team(news), then=_aims(news.data), due=_until(news))
    if news.case.leader_state == news.case.state:
        yield happened(
            news, leaders(news), then=_aims(news.data), due=_until(news) if news.case.state == "draft" else None
        )


def _aims(data: Mapping[str, str]) -> str:
    if "held_on" not in data:
        return _("Aucune des séances planifiées ne laisse le temps de terminer l’examen.")
    day = written_day(date.fromisoformat(data["held_on"]))
    return _("Ce dossier vise le %(session)s, le %(day)s.") % {"session": data["name"], "day": day}


def _until(news: News) -> date | None:
    return date.fromisoformat(news.data["until"]) if "until" in news.data else None


# -- pieces -------------------------------------------------------------------
@tells("pieces_checked", by=("happened",))
def pieces_checked(news: News) -> Iterator[Letter]:
    """The leaders; of what is asked again, the new request tells them better."""
    if "again" not in news.data:
        link = reverse("dossiers:completion", args=[news.case.reference])
        yield happened(news, leaders(news), reason=news.texts.get("said", ""), link=link)


# -- told by the verb itself ----------------------------------------------------
told_at_once("referent_assigned", "assigned")
told_at_once("handover_offered", "handover_offered")
told_at_once("handover_accepted", "handover_answered")
told_at_once("handover_declined", "handover_answered")
told_at_once("question_asked", "question_asked")
told_at_once("question_answered", "question_answered")
told_at_once("pieces_asked", "pieces_asked")
told_at_once("pieces_in", "pieces_in")
told_at_once("invitation_sent", "invited", "leader_replacing")
told_at_once("invitation_declined", "invitation_answered")
told_at_once("co_leader_joined", "invitation_answered")
told_at_once("reader_joined", "invitation_answered")
told_at_once("leader_changed", "invitation_answered", "leader_replaced")
told_at_once("attachment_infected", "file_judged")
told_at_once("message_sent", "message_received")
told_at_once("note_written", "mentioned")
told_at_once(DEADLINE_MOVED, "call_dates_changed")
told_at_once(NEAR, "implicit_refusal_near")
told_at_once(REMINDED, "reminder")
told_at_once(DEADLINE_PASSED, "deadline_passed")

# -- told to nobody -------------------------------------------------------------
untold("Qui le fait est seul concerné, et le voit à l’écran.", "draft_opened", "took_up", "taken_up")
untold("Le brouillon n’est qu’à ses porteurs, qui en voient la liste.", "attachment_added", "attachment_removed")
untold("Un fichier sain n’appelle aucun geste.", "attachment_scanned")
untold("L’équipe le voit sur la page ; rien n’est attendu d’elle.", "assignment_accepted", "opinion_confirmed")
untold("La décision est celle de l’équipe, et la fin du challenge est annoncée.", "done_without")
untold("L’équipe est prévenue quand toutes les pièces sont là.", "piece_provided")
untold("L’invitation annulée ne s’ouvre plus et le dit.", "invitation_taken_back")
untold("Une correction ou un retrait se lit dans l’échange.", "message_corrected", "message_withdrawn")
untold("Les notes ne préviennent que ceux qu’elles nomment.", "note_pinned", "note_unpinned", "note_removed")
untold("Un classement de l’équipe, visible dans ses listes.", "label_added", "label_removed")
untold("La coordination, qui change les dates de l’appel, lit ce qui en découle avant de le faire.", WAITING_MOVED)

# -- tasks ------------------------------------------------------------------------
task(OPINION, "assigned")
task(CONFIRM, "happened")
task(ANSWER, "question_asked")
task(TAKE_OVER, "handover_offered")
task(REPLACE, why_not="Qui relève un référent est de l’équipe ; un lien d’intérêt est annoncé à la coordination.")
task(DECLINED, "happened")
task(AWAY, "happened")
task(PROVIDE, "pieces_asked")
task(CHECK, "pieces_in")
task(DECIDE, "implicit_refusal_near")
task(ESCALATION, "deadline_passed")
