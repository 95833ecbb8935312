"""Addresses of the reviews of a dossier."""

from django.urls import path

from scoring.views import (
    answers,
    calibration,
    consensus,
    discussion,
    history,
    overview,
    ranking,
    results,
    reviewing,
    rubrics,
    sharing,
)

app_name = "scoring"

urlpatterns = [
    path("classement/", ranking.page, name="ranking"),
    path("evaluations/calibrage/", calibration.page, name="calibration"),
    path("evaluations/calibrage/<int:pk>/", calibration.exercise, name="exercise"),
    path("evaluations/calibrage/<int:pk>/terminer/", calibration.close, name="close_exercise"),
    path("evaluations/attribution/", sharing.share, name="share"),
    path("evaluations/grilles/", rubrics.page, name="rubrics"),
    path("evaluations/grilles/<slug:code>/nouvelle-version/", rubrics.write, name="write_rubric"),
    path("classement/resultats.<slug:extension>", results.download, name="results"),
    path("dossiers/<slug:reference>/evaluations/", overview.page, name="overview"),
    path("dossiers/<slug:reference>/evaluations/designer/", overview.assign, name="assign"),
    path("dossiers/<slug:reference>/evaluations/<int:pk>/retirer/", overview.withdraw, name="withdraw"),
    path("dossiers/<slug:reference>/evaluations/<int:pk>/versions/", history.page, name="history"),
    path("dossiers/<slug:reference>/evaluations/discussion/", discussion.page, name="discussion"),
    path("dossiers/<slug:reference>/evaluations/discussion/ouvrir/", discussion.open_, name="open_discussion"),
    path("dossiers/<slug:reference>/evaluations/discussion/clore/", discussion.close, name="close_discussion"),
    path("dossiers/<slug:reference>/evaluations/la-mienne/", reviewing.page, name="review"),
    path("dossiers/<slug:reference>/evaluations/la-mienne/confirmer/", reviewing.confirm, name="confirm"),
    path("dossiers/<slug:reference>/evaluations/consensus/", consensus.page, name="consensus"),
    path("dossiers/<slug:reference>/evaluations/consensus/accord/", consensus.agree, name="agree"),
    path("dossiers/<slug:reference>/evaluations/consensus/reponse/", answers.page, name="answer"),
]
