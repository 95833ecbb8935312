"""Addresses of the dossiers' pages."""

from django.urls import path

from dossiers.views import challenge, form, lists, page, people, verb

app_name = "dossiers"

urlpatterns = [
    path("appels/", lists.calls, name="calls"),
    path("appels/<str:code>/nouveau/", lists.new, name="new"),
    path("dossiers/", lists.dossiers, name="list"),
    path("dossiers/<str:reference>/", page.page, name="page"),
    path("dossiers/<str:reference>/gestes/<str:verb>/", verb.verb, name="verb"),
    path("dossiers/<str:reference>/formulaire/", form.recapitulation, name="form"),
    path("dossiers/<str:reference>/formulaire/<str:section>/", form.section, name="section"),
    path("dossiers/<str:reference>/challenge/", challenge.page, name="challenge"),
    path("dossiers/<str:reference>/challenge/designer/", challenge.assign, name="assign"),
    path("dossiers/<str:reference>/challenge/relever/<int:pk>/", challenge.relieve, name="relieve"),
    path("dossiers/<str:reference>/challenge/questions/<int:pk>/", challenge.answer, name="answer"),
    path("dossiers/<str:reference>/challenge/demander/<str:section>/", challenge.ask, name="ask"),
    path("dossiers/<str:reference>/challenge/avis/", challenge.give_opinion, name="give_opinion"),
    path("dossiers/<str:reference>/challenge/avis/confirmer/", challenge.confirm_opinion, name="confirm_opinion"),
    path("dossiers/<str:reference>/interet/", people.interest, name="interest"),
    path("dossiers/<str:reference>/porteurs/", people.co_leaders, name="co_leaders"),
    path("dossiers/<str:reference>/porteurs/<uuid:ref>/retirer/", people.remove_co_leader, name="remove_co_leader"),
    path("dossiers/<str:reference>/acces/", people.access, name="access"),
]
