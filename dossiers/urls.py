"""Addresses of the dossiers' pages."""

from django.urls import path

from dossiers.views import (
    attachments,
    challenge,
    desk_list,
    form,
    lists,
    missions,
    page,
    people,
    referents,
    saved_views,
    sharing,
    taking_up,
    verb,
    versions,
)

app_name = "dossiers"

urlpatterns = [
    path("appels/", lists.calls, name="calls"),
    path("appels/<slug:code>/nouveau/", lists.new, name="new"),
    path("referents/", referents.directory, name="referents"),
    path("referents/attribution/", sharing.share, name="share"),
    path("dossiers/", desk_list.dossiers, name="list"),
    path("dossiers/vues/", saved_views.page, name="views"),
    path("dossiers/vues/enregistrer/", saved_views.save, name="save_view"),
    path("dossiers/vues/<int:pk>/", saved_views.change, name="change_view"),
    path("dossiers/<slug:reference>/", page.page, name="page"),
    path("dossiers/<slug:reference>/gestes/<slug:verb>/", verb.verb, name="verb"),
    path("dossiers/<slug:reference>/formulaire/", form.recapitulation, name="form"),
    path("dossiers/<slug:reference>/formulaire/pieces/", attachments.attachments, name="attachments"),
    path("dossiers/<slug:reference>/pieces/<uuid:pk>/", attachments.download, name="attachment"),
    path("dossiers/<slug:reference>/pieces/<uuid:pk>/retirer/", attachments.remove, name="remove_attachment"),
    path("dossiers/<slug:reference>/formulaire/<slug:section>/", form.section, name="section"),
    path("dossiers/<slug:reference>/versions/", versions.page, name="versions"),
    path("dossiers/<slug:reference>/challenge/", challenge.page, name="challenge"),
    path("dossiers/<slug:reference>/challenge/designer/", challenge.assign, name="assign"),
    path("dossiers/<slug:reference>/challenge/relever/<int:pk>/", challenge.relieve, name="relieve"),
    path("dossiers/<slug:reference>/challenge/accepter/", missions.accept, name="accept_assignment"),
    path("dossiers/<slug:reference>/challenge/passer/", missions.hand_over, name="hand_over"),
    path("dossiers/<slug:reference>/challenge/reprendre/", missions.take_over, name="take_over"),
    path("dossiers/<slug:reference>/challenge/sans-remplacant/", missions.do_without, name="do_without"),
    path("dossiers/<slug:reference>/challenge/questions/<int:pk>/", challenge.answer, name="answer"),
    path("dossiers/<slug:reference>/challenge/demander/<slug:section>/", challenge.ask, name="ask"),
    path("dossiers/<slug:reference>/challenge/avis/", challenge.give_opinion, name="give_opinion"),
    path("dossiers/<slug:reference>/challenge/avis/confirmer/", challenge.confirm_opinion, name="confirm_opinion"),
    path("dossiers/<slug:reference>/interet/", people.interest, name="interest"),
    path("dossiers/<slug:reference>/porteurs/", people.co_leaders, name="co_leaders"),
    path("dossiers/<slug:reference>/porteurs/<uuid:ref>/retirer/", people.remove_co_leader, name="remove_co_leader"),
    path("dossiers/<slug:reference>/reprendre/", taking_up.take_up, name="take_up"),
    path("dossiers/<slug:reference>/acces/", people.access, name="access"),
]
