"""The addresses about people. Of django-allauth, only the pages that this site has; their names are allauth's."""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from accounts.views import entrance, mandates, people, sheets
from accounts.views.invitation import invitation
from accounts.views.profile import profile

entrance_urls = [
    path("connexion/", entrance.SignIn.as_view(), name="account_login"),
    path("deconnexion/", allauth_views.LogoutView.as_view(), name="account_logout"),
    path("ferme/", allauth_views.AccountInactiveView.as_view(), name="account_inactive"),
    path("inscription/", entrance.SignUp.as_view(), name="account_signup"),
    path("confirmation/", allauth_views.EmailVerificationSentView.as_view(), name="account_email_verification_sent"),
    path("confirmation/<str:key>/", entrance.ProveAddress.as_view(), name="account_confirm_email"),
    path("mot-de-passe/", entrance.ChangePassword.as_view(), name="account_change_password"),
    path("mot-de-passe/oublie/", entrance.ForgottenPassword.as_view(), name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/", allauth_views.PasswordResetDoneView.as_view(), name="account_reset_password_done"
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("demonstration/<uuid:ref>/", entrance.demo_sign_in, name="demo_sign_in"),
    path("profil/", profile, name="profile"),
    path("profil/referent/", sheets.mine, name="my_sheet"),
]

people_urls = [
    path("", people.directory, name="people"),
    path("inviter/", mandates.invite_someone, name="invite"),
    path("invitations/", people.invitations, name="invitations"),
    path("invitations/<int:pk>/annuler/", mandates.withdraw, name="withdraw_invitation"),
    path("<uuid:ref>/", people.person, name="person"),
    path("<uuid:ref>/effacer/", mandates.erase, name="erase_person"),
    path("<uuid:ref>/service/", mandates.move, name="change_service"),
    path("<uuid:ref>/donner-un-role/", mandates.give_role, name="grant_role"),
    path("<uuid:ref>/roles/<int:pk>/terminer/", mandates.take_role_back, name="end_role"),
    path("<uuid:ref>/deleguer/", mandates.delegate, name="delegate_signature"),
    path("<uuid:ref>/delegations/<int:pk>/terminer/", mandates.close_delegation, name="end_delegation"),
]

sheet_urls = [
    path("<uuid:ref>/", sheets.sheet, name="sheet"),
    path("<uuid:ref>/absences/", sheets.absence, name="declare_absence"),
    path("<uuid:ref>/absences/<int:pk>/annuler/", sheets.cancel, name="cancel_absence"),
]

urlpatterns = [
    path("compte/", include(entrance_urls)),
    path("personnes/", include(people_urls)),
    path("referents/", include(sheet_urls)),
    path("invitation/<str:token>/", invitation, name="invitation"),
]
