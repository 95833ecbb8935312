"""A person is erased: nothing in the site says any more who they were, and the log is whole, its sealed heads too."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.actions import end_delegation, end_role
from accounts.erasing import erase_person, holds
from accounts.models import Delegation, RoleHolding, User
from accounts.refusal import Refused
from accounts.roles import Role
from dossiers import actions as dossier_actions
from dossiers.models import Interest
from notifications.models import Message
from tests.decisions.desk import desk
from tests.seals import Pki
from tests.workflow.test_sealing import verified
from tests.world import do, ok
from workflow import log
from workflow.gesture import Actor
from workflow.models import LogEntry, LogText
from workflow.sealing.anchoring import anchor

pytestmark = pytest.mark.django_db
TIE = "Mon frère préside l’association."
#: What is kept as it was written, whoever is erased: documents that were issued, with what they were made from.
KEPT = {
    "decisions.act", "decisions.actfile", "decisions.receipt", "decisions.receiptfile", "copil.notice",
    "copil.noticefile", "copil.paper", "copil.paperfile",
}  # fmt: skip


def refused(user: User, by: User, email: str = "") -> str:
    with pytest.raises(Refused) as stop:
        erase_person(user=user, email=email or user.email, by=by)
    return stop.value.refusal.code


def pages_of(*words: str) -> dict[str, set[str]]:
    """Where any of these words still stands, of all the text that the database holds: table and column."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                values = map(str, model._default_manager.values_list(field.attname, flat=True))
                if any(word in value for value in values for word in words):
                    found.setdefault(model._meta.label_lower, set()).add(field.attname)
    return found


def test_three_people_are_erased_and_the_log_is_whole(stamped: Pki) -> None:
    """Who signed, who led, who declared a tie: each passes on what they hold first."""
    with desk() as d:
        admin, signatory, leader = d.world[Role.ADMIN], d.signatory, d.world.leader
        tied = d.world.referents[0]
        act = d.signed()
        ok(dossier_actions.declare_interest(dossier=d.dossier, by=tied, reason=TIE))
        case = d.dossier
        log.record(case=case, actor=Actor(admin), event="invitation_sent", texts={"address": tied.email})
        assert anchor()
        assert refused(signatory, admin) == refused(leader, admin) == refused(tied, admin) == "held"
        assert "1 dossier à transmettre ou à terminer." in holds(leader)
        ok(do(d.dossier, "decline", leader, reason="Nous avons trouvé un autre financement."))
        for delegation in Delegation.objects.filter(signatory=signatory):
            end_delegation(delegation=delegation, by=admin)
        for holding in RoleHolding.objects.filter(user__in=[signatory, tied]):
            end_role(holding=holding, by=admin)
        assert refused(leader, signatory) == "forbidden"
        assert refused(admin, admin) == "oneself"
        assert refused(leader, admin, tied.email) == "other_address"
        addresses = [person.email for person in (signatory, leader, tied)]
        names = [person.full_name for person in (signatory, leader, tied)]
        assert {"accounts.user", "notifications.message", "workflow.logtext"} <= pages_of(*addresses).keys()
        for person in (signatory, leader, tied):
            erased = erase_person(user=person, email=f" {person.email.upper()} ", by=admin)
            assert (erased.full_name, erased.is_active, erased.has_usable_password()) == (
                "Personne effacée",
                False,
                False,
            )
            assert refused(erased, admin) == "already_erased"
        assert pages_of(*addresses).keys() <= KEPT
        assert not pages_of(TIE)
        assert pages_of(*names).keys() <= KEPT
        assert (Interest.objects.get(person=tied).reason, Interest.objects.count()) == ("(texte effacé)", 1)
        assert not LogText.objects.filter(name="address", text__isnull=False)
        assert not Message.objects.filter(recipient=leader).exclude(context={})
        assert verified() == []
        assert Client().get(f"/verifier/{act.code}/").status_code == 200
        entry = LogEntry.objects.get(event="interest_declared", actor_ref=str(tied.ref))
        assert (entry.texts.get().text, TIE in entry.payload) == (None, False)


def test_the_page_says_what_goes_what_stays_and_what_is_to_be_settled_first() -> None:
    with desk() as d:
        admin, leader = d.world[Role.ADMIN], d.world.leader
        client = Client()
        client.force_login(admin)
        url = f"/personnes/{leader.ref}/effacer/"
        page = client.get(url)
        assert "À régler d’abord : 1 dossier à transmettre ou à terminer." in said(page)
        assert d.dossier.reference not in said(page), "whoever administers opens no dossier"
        answer = client.post(url, {"email": leader.email})
        assert (answer.status_code, "tient encore quelque chose" in said(answer)) == (409, True)
        for typed in ("", "x", "\x00", "a" * 300, "<b>"):
            assert client.post(url, {"email": typed}).status_code == 422
        gone = User.objects.create_user(email="partie@exemple.fr", first_name="Ana", last_name="Départ")
        url = f"/personnes/{gone.ref}/effacer/"
        assert "la loi les conserve" in said(client.get(url))
        assert client.post(url, {"email": "partie@exemple.fr"}).status_code == 302
        assert "Effacé le" in said(client.get(f"/personnes/{gone.ref}/"))
        assert client.get(url).status_code == 404
        assert "Ana" not in said(client.get("/personnes/", {"q": "Départ"}))
        assert User.objects.get(pk=gone.pk).erased_at <= timezone.now()


def said(response: Any) -> str:
    return str(response.content.decode())
