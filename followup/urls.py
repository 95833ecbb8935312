"""Addresses of the follow-up's pages: its own, and one for each gesture on what is owed."""

from django.urls import URLPattern, path

from followup.gestures import KINDS, Asking, Kind
from followup.moving import event_of
from followup.views import amendment, appeal, envelopes, experience, gesture, opening, page, report

app_name = "followup"


def _way(kind: Kind, verb: str, asking: Asking) -> URLPattern:
    where = f"suivi/<slug:reference>/{kind.slug}/<int:number>/{asking.slug}/"
    said = {"kind": kind, "verb": verb, "asking": asking}
    return path(where, gesture.gesture, said, name=event_of(kind.model, verb))


urlpatterns = [
    path("enveloppes/", envelopes.envelope_page, name="envelopes"),
    path("enveloppes/enveloppes.csv", envelopes.envelope_file, name="envelope_file"),
    path("suivi/<slug:reference>/", page.page, name="page"),
    path("reutiliser/", experience.reusable, name="reusable"),
    path("suivi/<slug:reference>/retour-d-experience/", experience.publish, name="publish"),
    path("suivi/<slug:reference>/recours/enregistrer/", appeal.lodge, name="appeal_lodge"),
    path("suivi/<slug:reference>/avenant/demander/", amendment.ask, name="amendment_ask"),
    path("suivi/<slug:reference>/avenant/<int:number>/preparer/", amendment.accept, name="amendment_accept"),
    path("suivi/<slug:reference>/reversement/demander/", opening.repayment, name="repayment_ask"),
    path("suivi/<slug:reference>/compte-rendu/<int:number>/remettre/", report.hand, name="report_hand"),
    *(_way(kind, verb, asking) for kind in KINDS for verb, asking in kind.asked.items()),
]
