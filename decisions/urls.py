"""Addresses of the decisions' pages."""

from django.urls import path

from decisions.views import convention, files, receipts, register, sign, verify

app_name = "decisions"

urlpatterns = [
    path("decisions/", register.register, name="list"),
    path("decisions/actes/<slug:number>/acte.pdf", files.act, name="pdf"),
    path("decisions/actes/<slug:number>/lettre.pdf", files.letter, name="letter"),
    path("decisions/accuses/<slug:reference>/<int:number>.pdf", receipts.receipt, name="receipt"),
    path("decisions/<slug:reference>/signer/", sign.sign, name="sign"),
    path("decisions/<slug:reference>/preparer/<slug:kind>/", sign.prepare, name="prepare"),
    path("decisions/<slug:reference>/convention/", convention.countersign, name="countersign"),
    path("verifier/", verify.ask, name="ask"),
    path("verifier/<str:code>/", verify.verify, name="verify"),
]
