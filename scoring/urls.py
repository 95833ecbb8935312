"""Addresses of the reviews of a dossier."""

from django.urls import path

from scoring.views import consensus, overview, reviewing

app_name = "scoring"

urlpatterns = [
    path("dossiers/<str:reference>/evaluations/", overview.page, name="overview"),
    path("dossiers/<str:reference>/evaluations/designer/", overview.assign, name="assign"),
    path("dossiers/<str:reference>/evaluations/<int:pk>/retirer/", overview.withdraw, name="withdraw"),
    path("dossiers/<str:reference>/evaluations/la-mienne/", reviewing.page, name="review"),
    path("dossiers/<str:reference>/evaluations/la-mienne/confirmer/", reviewing.confirm, name="confirm"),
    path("dossiers/<str:reference>/evaluations/consensus/", consensus.page, name="consensus"),
    path("dossiers/<str:reference>/evaluations/consensus/accord/", consensus.agree, name="agree"),
]
