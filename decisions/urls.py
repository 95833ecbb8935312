"""Addresses of the decisions' pages."""

from django.urls import path

from decisions.views import (
    conditions,
    convention,
    dossier,
    files,
    heads,
    opendata,
    parapheur,
    receipts,
    register,
    release,
    sign,
    verify,
    wording,
)

app_name = "decisions"

urlpatterns = [
    path("decisions/", register.register, name="list"),
    path("decisions/registre.csv", register.file, name="register_file"),
    path("decisions/actes/<slug:number>/acte.pdf", files.act, name="pdf"),
    path("decisions/actes/<slug:number>/lettre.pdf", files.letter, name="letter"),
    path("decisions/accuses/<slug:reference>/<int:number>.pdf", receipts.receipt, name="receipt"),
    path("dossiers/<slug:reference>/dossier.pdf", dossier.dossier, name="dossier"),
    path("decisions/textes/", wording.documents, name="wordings"),
    path("decisions/textes/<slug:code>/", wording.document, name="wording"),
    path("decisions/textes/<slug:code>/versions/<int:number>/", wording.version, name="wording_version"),
    path("decisions/textes/<slug:code>/modifier/", wording.write, name="write_wording"),
    path("decisions/textes/<slug:code>/mettre-en-service/", wording.use, name="use_wording"),
    path("decisions/textes/<slug:code>/abandonner/", wording.drop, name="drop_wording"),
    path("decisions/textes/<slug:code>/apercu.pdf", wording.see, name="see_wording"),
    path("decisions/parapheur/", parapheur.start, name="parapheur"),
    path("decisions/<slug:reference>/signer/", sign.sign, name="sign"),
    path("decisions/<slug:reference>/preparer/<slug:kind>/", sign.prepare, name="prepare"),
    path("decisions/<slug:reference>/convention/", convention.countersign, name="countersign"),
    path("decisions/<slug:reference>/reserves/", conditions.conditions, name="conditions"),
    path("decisions/<slug:reference>/notifier/", release.by_dossier, name="notify"),
    path("copil/seances/<int:number>/notifications/", release.release, name="release"),
    path("copil/seances/<int:number>/notifications/reglage/", release.set_release, name="set_release"),
    path("donnees-ouvertes/", opendata.about, name="open_data"),
    path("donnees-ouvertes/subventions.csv", opendata.subsidies, name="subsidies"),
    path("verifier/", verify.ask, name="ask"),
    path("verifier/journal/", heads.heads, name="heads"),
    path("verifier/journal/<int:number>.<slug:ending>", heads.file, name="head_file"),
    path("verifier/<str:code>/", verify.verify, name="verify"),
]
