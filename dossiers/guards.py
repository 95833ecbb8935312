"""The guards on dossiers: each a pure function of facts, answering None or what is unmet, in words."""

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.facts import BLOCKING_DAYS, CaseFacts, ChallengeFacts, EnvelopeFacts, FileFacts, FormFacts
from dossiers.models.dossier import Proposal
from dossiers.wording import euros
from workflow.days import in_words
from workflow.gesture import Gesture
from workflow.registry import guard
from workflow.verdict import Unmet

LEADER = cast("str", gettext_lazy("le porteur"))
TEAM = cast("str", gettext_lazy("l’équipe projet"))
LEAD = cast("str", gettext_lazy("la coordination"))


@guard(FormFacts)
def form_complete(facts: FormFacts, gesture: Gesture | None) -> Unmet | None:
    """Le formulaire est complet."""
    missing = facts.completeness.missing
    if not missing:
        return None
    names = ", ".join(_("« %(name)s »") % {"name": _(m.label)} for m in missing[:4])
    if len(missing) > 4:
        names = _("%(names)s et %(count)s autres") % {"names": names, "count": len(missing) - 4}
    return Unmet("form_complete", _("Il reste à compléter : %(names)s.") % {"names": names}, LEADER)


@guard(FormFacts)
def budget_balanced(facts: FormFacts, gesture: Gesture | None) -> Unmet | None:
    """Les dépenses égalent les ressources."""
    if facts.totals.balanced:
        return None
    told = {"expenses": euros(facts.totals.expenses), "resources": euros(facts.totals.resources)}
    sentence = _("Le budget n’est pas équilibré : %(expenses)s de dépenses, %(resources)s de ressources.") % told
    return Unmet("budget_balanced", sentence, LEADER)


@guard(FormFacts)
def interests_declared(facts: FormFacts, gesture: Gesture | None) -> Unmet | None:
    """Les liens d’intérêts sont déclarés."""
    if facts.interests_answered:
        return None
    return Unmet("interests_declared", _("Répondez à la question sur les liens d’intérêts."), LEADER)


@guard(FormFacts)
def call_open(facts: FormFacts, gesture: Gesture | None) -> Unmet | None:
    """L’appel est ouvert."""
    if facts.call_open:
        return None
    days = {"opens": in_words(facts.call_opens_on, "j F Y"), "closes": in_words(facts.call_closes_on, "j F Y")}
    if facts.call_closed_early:
        return Unmet("call_open", _("L’appel est clos depuis le %(closes)s.") % days, LEAD)
    return Unmet("call_open", _("L’appel ne reçoit de dossiers que du %(opens)s au %(closes)s.") % days, LEAD)


@guard(CaseFacts)
def return_deadline_passed(facts: CaseFacts, gesture: Gesture | None) -> Unmet | None:
    """Le délai donné au porteur est passé."""
    if facts.due_on and facts.due_on < facts.today:
        return None
    return Unmet("return_deadline_passed", _("Le porteur est encore dans son délai de réponse."), LEADER, facts.due_on)


@guard(CaseFacts)
def two_reminders_sent(facts: CaseFacts, gesture: Gesture | None) -> Unmet | None:
    """Deux rappels ont été envoyés."""
    if facts.reminders >= 2:
        return None
    return Unmet(
        "two_reminders_sent",
        _("Deux rappels sont dus au porteur ; %(count)s envoyé(s).") % {"count": facts.reminders},
        _("l’automate"),
    )


@guard(ChallengeFacts)
def opinions_in(facts: ChallengeFacts, gesture: Gesture | None) -> Unmet | None:
    """Chaque référent désigné a donné son avis, favorable ou non ; aucun désistement n’est à remplacer."""
    if not facts.assigned:
        return Unmet("opinions_in", _("Aucun référent n’est encore désigné."), TEAM)
    if facts.opinions_missing:
        return Unmet(
            "opinions_in",
            _("%(count)s avis de référent attendu(s).") % {"count": facts.opinions_missing},
            _("les référents"),
        )
    if facts.replacement_awaited:
        return Unmet("opinions_in", _("Un référent s’est désisté : l’équipe le remplace, ou dit s’en passer."), TEAM)
    return None


@guard(ChallengeFacts)
def blocking_questions_settled(facts: ChallengeFacts, gesture: Gesture | None) -> Unmet | None:
    """Les questions bloquantes ont leur réponse, ou plus de dix jours ouvrés."""
    if not facts.blocking_open:
        return None
    told = {"count": facts.blocking_open, "days": BLOCKING_DAYS}
    sentence = _("%(count)s question(s) bloquante(s) sans réponse depuis moins de %(days)s jours ouvrés.") % told
    return Unmet("blocking_questions_settled", sentence, LEADER, facts.blocking_until)


@guard(FileFacts)
def attachments_scanned(facts: FileFacts, gesture: Gesture | None) -> Unmet | None:
    """Les pièces jointes sont passées à l’antivirus."""
    if not facts.pending:
        return None
    if facts.antivirus:
        return Unmet(
            "attachments_scanned",
            _("Pièces jointes en attente d’analyse : %(count)s.") % {"count": facts.pending},
            _("l’automate"),
        )
    sentence = _(
        "Pièces jointes non analysées : %(count)s. Le site n’a pas d’antivirus : l’administration doit lui en "
        "indiquer un (réglage JALON_CLAMD)."
    ) % {"count": facts.pending}
    return Unmet("attachments_scanned", sentence, _("l’administration du site"))


@guard(CaseFacts)
def challenge_deadline_passed(facts: CaseFacts, gesture: Gesture | None) -> Unmet | None:
    """Le délai du challenge est passé."""
    if facts.due_on and facts.due_on < facts.today:
        return None
    return Unmet(
        "challenge_deadline_passed",
        _("Les référents sont encore dans leur délai."),
        _("les référents"),
        facts.due_on,
    )


@guard(CaseFacts)
def completion_asked_or_incurable(facts: CaseFacts, gesture: Gesture | None) -> Unmet | None:
    """Ce qui manquait a d’abord été demandé, ou ne peut pas être complété."""
    if gesture is None or gesture.exception:
        return None
    if not facts.pieces_asked:
        sentence = _("Demandez d’abord au porteur ce qui manque, ou indiquez que cela ne peut pas être complété.")
        return Unmet("completion_asked_or_incurable", sentence, LEAD)
    if facts.pieces_due_on is not None and facts.today <= facts.pieces_due_on:
        until = in_words(facts.pieces_due_on, "j F Y")
        sentence = _("Le porteur peut encore fournir ce qui lui a été demandé, jusqu’au %(day)s.") % {"day": until}
        return Unmet("completion_asked_or_incurable", sentence, LEADER, facts.pieces_due_on)
    return None


@guard(CaseFacts)
def end_date_given(facts: CaseFacts, gesture: Gesture | None) -> Unmet | None:
    """Une date de fin à venir est donnée."""
    if gesture is None or gesture.until is None or gesture.until > facts.today:
        return None
    return Unmet("end_date_given", _("La date de fin doit être à venir."), _("vous"))


@guard(EnvelopeFacts)
def waiting_grant_fits(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """Le montant accordé tient dans ce qui reste de l’enveloppe."""
    if facts.amount <= facts.left:
        return None
    told = {"left": euros(facts.left), "amount": euros(facts.amount)}
    sentence = _("Il reste %(left)s dans l’enveloppe pour %(amount)s accordés.") % told
    return Unmet("waiting_grant_fits", sentence, LEAD)


@guard(EnvelopeFacts)
def part_is_left(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """Il reste des crédits, mais pas pour tout le montant voté."""
    if 0 < facts.left < facts.amount:
        return None
    if facts.left <= 0:
        return Unmet("part_is_left", _("Il ne reste rien dans l’enveloppe."), LEAD)
    told = {"left": euros(facts.left), "amount": euros(facts.amount)}
    sentence = _("Il reste %(left)s : les %(amount)s votés tiennent en entier, financez le dossier.") % told
    return Unmet("part_is_left", sentence, LEAD)


@guard(EnvelopeFacts)
def in_rank_order_or_reason(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """L’ordre de la liste complémentaire est suivi, ou un motif dit pourquoi il ne l’est pas."""
    if not facts.ranked_before or gesture is None or gesture.reason.strip():
        return None
    sentence = _("%(count)s dossier(s) mieux classé(s) attendent : écrivez le motif de ce choix.") % {
        "count": facts.ranked_before
    }
    return Unmet("in_rank_order_or_reason", sentence, _("vous"))


@guard(EnvelopeFacts)
def call_ended(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """L’appel est terminé."""
    if facts.call_ends_on < facts.today:
        return None
    return Unmet("call_ended", _("L’appel n’est pas terminé."), _("l’automate"), facts.call_ends_on)


@guard(EnvelopeFacts)
def proposal_is_grant(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """La proposition est un accord."""
    if facts.proposal == Proposal.GRANT:
        return None
    return Unmet("proposal_is_grant", _("La proposition transmise n’est pas un accord."), _("le COPIL"))


@guard(EnvelopeFacts)
def proposal_is_inadmissibility(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """La proposition est une irrecevabilité."""
    if facts.proposal == Proposal.INADMISSIBILITY:
        return None
    return Unmet("proposal_is_inadmissibility", _("La proposition transmise n’est pas une irrecevabilité."), LEAD)


@guard(EnvelopeFacts)
def within_envelope(facts: EnvelopeFacts, gesture: Gesture | None) -> Unmet | None:
    """Le montant tient dans ce qui reste de l’enveloppe."""
    if facts.amount <= facts.left:
        return None
    told = {"left": euros(facts.left), "amount": euros(facts.amount)}
    sentence = _("%(amount)s dépassent ce qui reste de l’enveloppe (%(left)s).") % told
    return Unmet("within_envelope", sentence, LEAD)
