"""Addresses of the committee's pages."""

from django.urls import path

from copil.views import agenda, ballots, convening, items, mandates, questions, rules, seats, sessions, taking_part

app_name = "copil"

SESSION = "copil/seances/<int:number>"
ITEM = f"{SESSION}/points/<slug:reference>"

urlpatterns = [
    path("copil/", sessions.sessions, name="sessions"),
    path("copil/reglement/", rules.current, name="rules"),
    path("copil/reglement/nouvelle-version/", rules.adopt, name="adopt_rules"),
    path("copil/reglement/versions/<int:version>/", rules.version, name="rules_version"),
    path("copil/composition/", mandates.composition, name="composition"),
    path("copil/composition/donner/", mandates.give, name="give_mandate"),
    path("copil/composition/<int:pk>/terminer/", mandates.end, name="end_mandate"),
    path("copil/composition/<int:pk>/suppleant/", mandates.substitute, name="name_substitute"),
    path("copil/planifier/", sessions.plan, name="plan"),
    path("copil/dossiers/<slug:reference>/", items.by_dossier, name="dossier"),
    path("copil/dossiers/<slug:reference>/inscrire/", ballots.put_on_agenda, name="put_on_agenda"),
    path(f"{SESSION}/", sessions.session, name="session"),
    path(f"{SESSION}/suivi/", sessions.session_live, name="session_live"),
    path(f"{SESSION}/sieges/", seats.seats, name="seats"),
    path(f"{SESSION}/convoquer/", convening.convoke, name="convoke"),
    path(f"{SESSION}/urgence/", convening.urgency, name="urgency"),
    path(f"{SESSION}/reporter/", convening.postpone, name="postpone"),
    path(f"{SESSION}/annuler/", convening.cancel, name="cancel"),
    path(f"{SESSION}/convocations/<int:notice>.pdf", convening.notice, name="notice"),
    path(f"{SESSION}/journal/", convening.journal, name="journal"),
    path(f"{SESSION}/presences/", seats.attendance, name="attendance"),
    path(f"{SESSION}/ma-participation/", taking_part.mine, name="mine"),
    path(f"{SESSION}/deports/", taking_part.recusals, name="recusals"),
    path(f"{SESSION}/questions/", questions.questions, name="questions"),
    path(f"{SESSION}/questions/<int:pk>/repondre/", questions.answer, name="answer"),
    path(f"{SESSION}/mandats/", seats.proxies, name="proxies"),
    path(f"{SESSION}/mandats/<int:pk>/retirer/", seats.withdraw_proxy, name="withdraw_proxy"),
    path(f"{SESSION}/ouvrir/", sessions.open_session, name="open_session"),
    path(f"{SESSION}/clore/", sessions.close_session, name="close_session"),
    path(f"{SESSION}/seconde-convocation/", convening.convoke_again, name="convoke_again"),
    path(f"{SESSION}/ordre-du-jour/", agenda.agenda, name="agenda"),
    path(f"{SESSION}/ordre-du-jour/notes/", agenda.rank, name="rank_agenda"),
    path(f"{SESSION}/points-divers/ajouter/", agenda.add, name="add_business"),
    path(f"{SESSION}/points-divers/<int:pk>/", agenda.business, name="business"),
    path(f"{SESSION}/points-divers/<int:pk>/retirer/", agenda.remove, name="remove_business"),
    path(f"{SESSION}/points-divers/<int:pk>/conclure/", agenda.conclude, name="conclude_business"),
    path(f"{ITEM}/", items.item, name="item"),
    path(f"{ITEM}/suivi/", items.item_live, name="item_live"),
    path(f"{ITEM}/appeler/", items.open_item, name="open_item"),
    path(f"{ITEM}/clore/", items.close_item, name="close_item"),
    path(f"{ITEM}/presidence/", items.presiding, name="presiding"),
    path(f"{ITEM}/extrait/", items.excerpt, name="excerpt"),
    path(f"{ITEM}/proposer/", ballots.propose, name="propose"),
    path(f"{ITEM}/proposer-en-ligne/", ballots.propose_online, name="propose_online"),
    path(f"{ITEM}/scrutin-secret/", ballots.ask_secret, name="ask_secret"),
    path(f"{ITEM}/votes/<int:ballot>/voter/", ballots.vote, name="vote"),
    path(f"{ITEM}/votes/<int:ballot>/clore/", ballots.close_ballot, name="close_ballot"),
    path(f"{ITEM}/votes/<int:ballot>/annuler/", ballots.cancel_ballot, name="cancel_ballot"),
]
