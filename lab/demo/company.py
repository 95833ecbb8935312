"""Who stands beside the leaders: a co-leader and a reader who accepted, invitations that wait."""

from collections.abc import Sequence

from dossiers import actions as dossier_verbs
from dossiers.form.length import Length
from lab.demo.fates import Fate
from lab.demo.people import DOMAIN, Cast
from lab.demo.story import Life, done


def tell(lives: Sequence[Life], people: Cast) -> None:
    """On drafts: a small request in the short form; a co-leader and a reader who accepted, two invitations that wait,
    one of them for an address without an account.
    """
    drafts = [life for life in lives if life.fate is Fate.DRAFT]
    own = next((life for life in drafts if life.dossier.leader == people.leaders[0]), drafts[0])
    other = next(life for life in drafts if life is not own)
    friend, reader = people.leaders[3], people.referents[20]
    with own.on(-2):
        accepted = done(dossier_verbs.invite_co_leader(dossier=own.dossier, email=friend.email, by=own.dossier.leader))
        reading = done(dossier_verbs.invite_reader(dossier=other.dossier, email=reader.email, by=other.dossier.leader))
        invite(own, f"nouvelle.personne@{DOMAIN}")
    with own.on(-1):
        done(dossier_verbs.accept_invitation(invitation=accepted, by=friend))
        done(dossier_verbs.accept_invitation(invitation=reading, by=reader))
    small = next(life for life in drafts if life.dossier.call.is_small(life.dossier.requested))
    with small.on(-1):
        done(dossier_verbs.choose_length(dossier=small.dossier, length=Length.SHORT, by=small.dossier.leader))
    with other.on(-1):
        invite(other, people.leaders[0].email)


def invite(life: Life, email: str) -> None:
    done(dossier_verbs.invite_co_leader(dossier=life.dossier, email=email, by=life.dossier.leader))
