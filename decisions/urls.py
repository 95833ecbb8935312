"""Addresses of the decisions' pages."""

from django.urls import path

from decisions.views import convention, files, register, sign, verify

app_name = "decisions"

urlpatterns = [
    path("decisions/", register.register, name="list"),
    path("decisions/actes/<str:number>/acte.pdf", files.act, name="pdf"),
    path("decisions/actes/<str:number>/lettre.pdf", files.letter, name="letter"),
    path("decisions/<str:reference>/signer/", sign.sign, name="sign"),
    path("decisions/<str:reference>/preparer/<str:kind>/", sign.prepare, name="prepare"),
    path("decisions/<str:reference>/convention/", convention.countersign, name="countersign"),
    path("verifier/", verify.ask, name="ask"),
    path("verifier/<str:code>/", verify.verify, name="verify"),
]
