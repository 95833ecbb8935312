"""Who gets what at every address of the site: written by hand from the design, never derived from the code.

`get` and `post` say each answer and who gets it; who is not named gets 404, and "-" is a method that the address does
not know (405). `said` is a gesture well said, whose being done is 302; without it the form is sent empty. A new address
without a row fails.
"""

from dataclasses import dataclass, field

#: Who stands how to the dossier under challenge; see `place.py`.
PEOPLE = (
    "leader", "co_leader", "reader", "referent", "offered", "other_referent", "team", "recused", "team_lead",
    "copil_member", "copil_chair", "copil_secretary", "unseated", "signatory", "auditor", "admin", "stranger",
)  # fmt: skip
#: Words for several of them.
GROUPS = {
    "ALL": PEOPLE,
    "TEAM": ("team", "recused", "team_lead"),
    "LEADERS": ("leader", "co_leader"),
    "COPIL": ("copil_member", "copil_chair", "copil_secretary"),
}

#: Who is asked what. On a page of no dossier nobody's tie to one counts; on a dossier, no seat at the committee.
OFFICES = (
    "leader", "referent", "team", "team_lead", "copil_chair", "copil_secretary", "signatory", "auditor", "admin",
    "stranger",
)  # fmt: skip
TIED = tuple(who for who in PEOPLE if who not in {"copil_member", "copil_secretary", "unseated"})
SEATED = tuple(who for who in PEOPLE if who not in {"co_leader", "reader", "offered", "other_referent"})

#: Addresses that answer to who has not signed in; any other leads to the door.
OPEN = {
    "home", "favicon", "accessibility", "legal", "personal_data", "account_login", "account_inactive", "account_signup",
    "account_email_verification_sent", "account_confirm_email", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "demo_sign_in", "account_logout",
    "invitation", "dossiers:calls", "dossiers:call", "dossiers:invitation", "decisions:ask", "decisions:verify",
    "decisions:open_data", "decisions:subsidies", "decisions:heads", "decisions:head_file",
    "followup:reusable",
}  # fmt: skip
#: Addresses that lead back to where a form came from when it says nothing that can be obeyed.
LEADING_BACK = {"dossiers:bulk_start", "dossiers:bulk"}


@dataclass(frozen=True)
class Row:
    name: str
    path: str
    get: str
    post: str = "-"
    said: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[str, ...]:
        """By whom it is asked."""
        if any(part in self.path for part in ("{challenged}", "{drafted}", "{judged}", "{invitation}")):
            return TIED
        return SEATED if self.name.startswith(("copil:", "decisions:", "followup:")) else OFFICES

    def answers(self, method: str) -> dict[str, int]:
        """The status that each person gets."""
        cell = self.get if method == "get" else self.post
        if cell == "-":
            return dict.fromkeys(PEOPLE, 405)
        found = dict.fromkeys(PEOPLE, 404)
        for part in filter(None, cell.split(", ")):
            status, *who = part.split()
            named = [p for word in who if word != "OTHERS" for p in GROUPS.get(word, (word,))]
            left = [p for p in PEOPLE if found[p] == 404] if "OTHERS" in who else []
            found |= dict.fromkeys([*named, *left], int(status))
        return found


ROWS = (
    # -- the site, and one's own account ---------------------------------------------------------
    Row("home", "/", "200 ALL"),
    Row("favicon", "/favicon.ico", "302 ALL"),
    Row("accessibility", "/accessibilite/", "200 ALL"),
    Row("legal", "/mentions-legales/", "200 ALL"),
    Row("personal_data", "/donnees-personnelles/", "200 ALL"),
    Row("account_login", "/compte/connexion/", "302 ALL", "302 ALL"),
    Row("account_inactive", "/compte/ferme/", "200 ALL"),
    Row("account_signup", "/compte/inscription/", "302 ALL", "302 ALL"),
    Row("account_email_verification_sent", "/compte/confirmation/", "200 ALL"),
    Row("account_confirm_email", "/compte/confirmation/cle/", "", ""),
    Row("account_change_password", "/compte/mot-de-passe/", "200 ALL", "422 ALL"),
    Row("account_reset_password", "/compte/mot-de-passe/oublie/", "200 ALL", "422 ALL"),
    Row("account_reset_password_done", "/compte/mot-de-passe/oublie/envoye/", "200 ALL"),
    Row("account_reset_password_from_key", "/compte/mot-de-passe/nouveau/1-cle/", "", ""),
    Row("demo_sign_in", "/compte/demonstration/{person}/", "", ""),
    Row("profile", "/compte/profil/", "200 ALL", "422 ALL"),
    Row("my_sheet", "/compte/profil/referent/", "302 referent offered other_referent signatory"),
    Row("invitation", "/invitation/cle/", "", ""),
    # -- people ----------------------------------------------------------------------------------
    Row("people", "/personnes/", "200 admin", "200 admin"),
    Row("invite", "/personnes/inviter/", "200 admin", "422 admin"),
    Row("invitations", "/personnes/invitations/", "200 admin", "200 admin"),
    Row("withdraw_invitation", "/personnes/invitations/{asked}/annuler/", "405 admin", "302 admin"),
    Row("person", "/personnes/{person}/", "200 admin", "200 admin"),
    Row(
        "change_service",
        "/personnes/{person}/service/",
        "200 admin",
        "302 admin",
        said={"service_name": "DDT", "department": "11"},
    ),
    Row("erase_person", "/personnes/{person}/effacer/", "200 admin", "422 admin"),
    Row(
        "grant_role",
        "/personnes/{person}/donner-un-role/",
        "200 admin",
        "302 admin",
        said={"role": "team", "starts_on": "{today}"},
    ),
    Row("end_role", "/personnes/{person}/roles/{holding}/terminer/", "200 admin", "302 admin"),
    Row(
        "delegate_signature",
        "/personnes/{person}/deleguer/",
        "200 admin",
        "302 admin",
        said={
            "reference": "A",
            "quality": "Préfet",
            "ceiling": "10",
            "covers": "all",
            "starts_on": "{today}",
            "ends_on": "{soon}",
        },
    ),
    Row("end_delegation", "/personnes/{person}/delegations/{delegation}/terminer/", "200 admin", "302 admin"),
    Row("sheet", "/referents/{referent}/", "200 TEAM referent", "302 TEAM referent"),
    Row(
        "declare_absence",
        "/referents/{referent}/absences/",
        "-",
        "302 TEAM referent",
        said={"starts_on": "{today}", "ends_on": "{today}"},
    ),
    Row("cancel_absence", "/referents/{referent}/absences/{absence}/annuler/", "-", "302 TEAM referent"),
    # -- messages --------------------------------------------------------------------------------
    Row("notifications:news", "/nouvelles/", "200 ALL"),
    Row("notifications:failures", "/courriels/", "200 TEAM admin"),
    Row("notifications:try_again", "/courriels/{mail}/renvoyer/", "-", "302 TEAM admin"),
    # -- calls -----------------------------------------------------------------------------------
    Row("dossiers:calls", "/appels/", "200 ALL"),
    Row("dossiers:calls_admin", "/appels/administration/", "200 TEAM auditor admin"),
    Row("dossiers:new_call", "/appels/administration/nouveau/", "200 admin", "422 admin"),
    Row("dossiers:call_admin", "/appels/administration/{call}/", "200 TEAM auditor admin"),
    Row("dossiers:call_history", "/appels/administration/{call}/historique/", "200 TEAM auditor admin"),
    Row("dossiers:open_call", "/appels/administration/{call}/ouvrir/", "200 admin", "422 admin"),
    Row("dossiers:close_call", "/appels/administration/{call}/clore/", "200 admin", "422 admin"),
    Row("dossiers:clone_call", "/appels/administration/{call}/dupliquer/", "200 admin", "422 admin"),
    Row("dossiers:call_wording", "/appels/administration/{call}/aide/", "200 admin"),
    Row("dossiers:section_wording", "/appels/administration/{call}/aide/need/", "200 admin", "302 admin"),
    Row("dossiers:call_part", "/appels/administration/{call}/reglages/dates/", "200 admin", "422 admin"),
    Row("dossiers:call", "/appels/{call}/", "200 ALL"),
    Row("dossiers:new", "/appels/{call}/nouveau/", "200 ALL", "302 ALL", said={"key": "{key}"}),
    # -- the team's desk -------------------------------------------------------------------------
    Row("dossiers:referents", "/referents/", "200 TEAM"),
    Row("dossiers:share", "/referents/attribution/", "200 TEAM", "302 TEAM"),
    Row("dossiers:board", "/tableau-de-bord/", "200 TEAM auditor"),
    Row("dossiers:weekly", "/tableau-de-bord/revue/", "200 TEAM auditor", "302 TEAM, 403 auditor"),
    Row("dossiers:list", "/dossiers/", "200 ALL"),
    Row(
        "dossiers:bulk_start",
        "/dossiers/gestes-groupes/",
        "-",
        "302 TEAM",
        said={"key": "{key}", "gesture": "suspend", "pick": "{challenged}"},
    ),
    Row("dossiers:bulk", "/dossiers/gestes-groupes/{run}/", "200 team", "302 team", said={"step": "confirm"}),
    Row(
        "dossiers:labels",
        "/dossiers/etiquettes/",
        "200 team_lead",
        "302 team_lead",
        said={"new-name": "Urgent", "new-colour": "purple-glycine"},
    ),
    Row("dossiers:views", "/dossiers/vues/", "200 TEAM auditor"),
    Row(
        "dossiers:save_view",
        "/dossiers/vues/enregistrer/",
        "-",
        "302 TEAM auditor",
        said={"name": "Une vue", "query": "state=challenge"},
    ),
    Row("dossiers:change_view", "/dossiers/vues/{view}/", "-", "302 team", said={"gesture": "remove"}),
    Row("dossiers:mentions", "/mentions/", "200 TEAM"),
    Row("decisions:list", "/decisions/", "200 TEAM signatory auditor"),
    Row("followup:envelopes", "/enveloppes/", "200 TEAM copil_secretary signatory auditor"),
    Row("followup:envelope_file", "/enveloppes/enveloppes.csv", "200 TEAM copil_secretary signatory auditor"),
    Row("decisions:register_file", "/decisions/registre.csv", "200 TEAM signatory auditor"),
    # -- a draft ---------------------------------------------------------------------------------
    Row("dossiers:form", "/dossiers/{drafted}/formulaire/", "200 LEADERS"),
    Row("dossiers:short_form", "/dossiers/{drafted}/formulaire/court/", "302 LEADERS"),
    Row(
        "dossiers:choose_length",
        "/dossiers/{drafted}/formulaire/longueur/",
        "-",
        "302 LEADERS",
        said={"length": "full"},
    ),
    Row("dossiers:attachments", "/dossiers/{drafted}/formulaire/pieces/", "200 LEADERS", "422 LEADERS"),
    Row("dossiers:attachment", "/dossiers/{drafted}/pieces/{draft_file}/", "200 leader, 403 co_leader reader"),
    Row("dossiers:remove_attachment", "/dossiers/{drafted}/pieces/{draft_file}/retirer/", "-", "302 LEADERS"),
    Row(
        "dossiers:section",
        "/dossiers/{drafted}/formulaire/need/",
        "200 LEADERS",
        "302 LEADERS",
        said={"revision": "1", "irritant": "Deux visites."},
    ),
    # -- a dossier under challenge ---------------------------------------------------------------
    Row("dossiers:page", "/dossiers/{challenged}/", "200 TEAM LEADERS reader referent offered auditor"),
    Row(
        "dossiers:verb",
        "/dossiers/{challenged}/gestes/suspend/",
        "200 TEAM, 403 LEADERS reader referent offered auditor",
        "302 TEAM, 403 LEADERS reader referent offered auditor",
        said={"key": "{key}", "version": "{version}", "reason": "Un motif.", "until": "{soon}"},
    ),
    Row(
        "dossiers:completion",
        "/dossiers/{challenged}/complements/",
        "200 TEAM LEADERS reader referent offered auditor",
        "302 TEAM, 403 LEADERS reader referent offered auditor",
        said={"line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-label": "Le RIB", "ask-due_on": "{soon}"},
    ),
    Row(
        "dossiers:provide_piece",
        "/dossiers/{challenged}/complements/fournir/{piece}/",
        "-",
        "302 LEADERS, 403 TEAM reader referent offered auditor",
        said={"piece-{piece}-answer": "Le voici."},
    ),
    Row(
        "dossiers:check_pieces",
        "/dossiers/{challenged}/complements/verifier/{request}/",
        "-",
        "302 TEAM, 403 LEADERS reader referent offered auditor",
        said={"check-{request}-outcome-{piece}": "waived"},
    ),
    Row("dossiers:versions", "/dossiers/{challenged}/versions/", "200 TEAM LEADERS reader referent auditor"),
    Row("dossiers:challenge", "/dossiers/{challenged}/challenge/", "200 TEAM LEADERS referent auditor"),
    Row(
        "dossiers:assign",
        "/dossiers/{challenged}/challenge/designer/",
        "-",
        "302 TEAM, 403 LEADERS referent auditor",
        said={"referent": "{other_referent}"},
    ),
    Row(
        "dossiers:relieve",
        "/dossiers/{challenged}/challenge/relever/{assignment}/",
        "-",
        "302 TEAM referent, 403 LEADERS auditor",
        said={"relieve-{assignment}-reason": "Un motif."},
    ),
    Row(
        "dossiers:accept_assignment",
        "/dossiers/{challenged}/challenge/accepter/",
        "-",
        "302 referent, 403 TEAM LEADERS auditor",
    ),
    Row(
        "dossiers:hand_over",
        "/dossiers/{challenged}/challenge/passer/",
        "-",
        "302 referent, 403 TEAM LEADERS auditor",
        said={"hand-over-to": "{other_referent}", "hand-over-reason": "Un motif."},
    ),
    Row(
        "dossiers:take_over",
        "/dossiers/{challenged}/challenge/reprendre/",
        "200 offered",
        "302 offered",
        said={"answer": "yes"},
    ),
    Row(
        "dossiers:do_without",
        "/dossiers/{challenged}/challenge/sans-remplacant/",
        "-",
        "302 TEAM, 403 LEADERS referent auditor",
    ),
    Row(
        "dossiers:answer",
        "/dossiers/{challenged}/challenge/questions/{question}/",
        "-",
        "302 LEADERS, 403 TEAM referent auditor",
        said={"answer-{question}-text": "Oui."},
    ),
    Row(
        "dossiers:ask",
        "/dossiers/{challenged}/challenge/demander/need/",
        "-",
        "302 referent, 403 TEAM LEADERS auditor",
        said={"question-need-text": "Pourquoi ?"},
    ),
    Row(
        "dossiers:give_opinion",
        "/dossiers/{challenged}/challenge/avis/",
        "-",
        "302 referent, 403 TEAM LEADERS auditor",
        said={"opinion-sense": "favourable", "opinion-text": "Oui.", "on_version": "2"},
    ),
    Row(
        "dossiers:confirm_opinion",
        "/dossiers/{challenged}/challenge/avis/confirmer/",
        "-",
        "403 TEAM LEADERS auditor, 422 referent",
    ),
    Row(
        "dossiers:conversation",
        "/dossiers/{challenged}/echanges/",
        "200 TEAM LEADERS auditor",
        "302 TEAM LEADERS, 403 auditor",
        said={"message-text": "Bonjour.", "key": "{key}"},
    ),
    Row(
        "dossiers:correct_message",
        "/dossiers/{challenged}/echanges/{message}/corriger/",
        "-",
        "302 leader, 403 TEAM co_leader auditor",
        said={"correct-{message}-text": "Corrigé."},
    ),
    Row(
        "dossiers:withdraw_message",
        "/dossiers/{challenged}/echanges/{message}/retirer/",
        "-",
        "302 leader, 403 TEAM co_leader auditor",
    ),
    Row(
        "dossiers:aim",
        "/dossiers/{challenged}/copil-vise/",
        "-",
        "302 TEAM LEADERS, 403 reader referent offered auditor",
        said={"session": ""},
    ),
    Row(
        "dossiers:sort_dossier",
        "/dossiers/{challenged}/classement/",
        "200 TEAM",
        "302 TEAM",
        said={"follower": "{team}"},
    ),
    Row(
        "dossiers:notes",
        "/dossiers/{challenged}/notes/",
        "200 team team_lead",
        "302 team team_lead",
        said={"note-text": "À voir.", "key": "{key}"},
    ),
    Row("dossiers:pin_note", "/dossiers/{challenged}/notes/{note}/epingler/", "-", "302 team team_lead"),
    Row("dossiers:remove_note", "/dossiers/{challenged}/notes/{note}/retirer/", "-", "302 team team_lead"),
    Row(
        "dossiers:interest",
        "/dossiers/{challenged}/interet/",
        "200 TEAM reader referent offered auditor",
        "302 TEAM reader referent offered auditor, 403 LEADERS",
        said={"reason": "Un proche."},
    ),
    Row(
        "dossiers:co_leaders",
        "/dossiers/{challenged}/porteurs/",
        "200 LEADERS",
        "302 leader, 403 co_leader",
        said={"kind": "reader", "email": "x@lot.example"},
    ),
    Row("dossiers:remove_co_leader", "/dossiers/{challenged}/porteurs/{co_leader}/retirer/", "-", "302 LEADERS"),
    Row(
        "dossiers:hand_dossier_over",
        "/dossiers/{challenged}/porteurs/passer/",
        "200 leader",
        "302 leader",
        said={"to": "other", "email": "x@lot.example", "stays": "yes"},
    ),
    Row(
        "dossiers:replace_leader",
        "/dossiers/{challenged}/porteurs/remplacer/",
        "200 team_lead",
        "302 team_lead",
        said={"email": "x@lot.example", "reason": "Parti."},
    ),
    Row(
        "dossiers:remove_reader",
        "/dossiers/{challenged}/lecteurs/{reader}/retirer/",
        "-",
        "302 leader reader, 403 co_leader",
    ),
    Row(
        "dossiers:take_back_invitation",
        "/dossiers/{challenged}/invitations/{invitation}/annuler/",
        "-",
        "302 leader, 403 co_leader team_lead",
    ),
    Row("dossiers:invitation", "/invitations/{invitation}/", "200 stranger", "302 stranger", said={"answer": "no"}),
    Row("dossiers:take_up", "/dossiers/{challenged}/reprendre/", "409 LEADERS", "409 LEADERS"),
    Row("dossiers:access", "/dossiers/{challenged}/acces/", "200 TEAM auditor"),
    # -- its review ------------------------------------------------------------------------------
    Row("scoring:ranking", "/classement/", "200 TEAM COPIL unseated auditor"),
    Row("scoring:rubrics", "/evaluations/grilles/", "200 TEAM auditor admin"),
    Row("scoring:write_rubric", "/evaluations/grilles/lab-o/nouvelle-version/", "200 admin", ""),
    Row("scoring:share", "/evaluations/attribution/", "200 TEAM", "302 TEAM"),
    Row("scoring:results", "/classement/resultats.csv", "200 TEAM COPIL auditor"),
    Row("scoring:overview", "/dossiers/{judged}/evaluations/", "200 team team_lead auditor"),
    Row(
        "scoring:assign",
        "/dossiers/{judged}/evaluations/designer/",
        "-",
        "302 team team_lead, 403 auditor",
        said={"reviewer": "{team}"},
    ),
    Row(
        "scoring:withdraw",
        "/dossiers/{judged}/evaluations/{review}/retirer/",
        "200 team team_lead",
        "302 team team_lead",
        said={"reason": "Un motif."},
    ),
    Row("scoring:review", "/dossiers/{judged}/evaluations/la-mienne/", "200 team", "422 team"),
    Row("scoring:confirm", "/dossiers/{judged}/evaluations/la-mienne/confirmer/", "-", "409 team"),
    Row(
        "scoring:consensus",
        "/dossiers/{judged}/evaluations/consensus/",
        "200 team team_lead auditor",
        "422 team team_lead, 403 auditor",
    ),
    Row(
        "scoring:agree",
        "/dossiers/{voted}/evaluations/consensus/accord/",
        "-",
        "403 TEAM COPIL auditor",
        said={"number": "1"},
    ),
    Row("scoring:answer", "/dossiers/{voted}/evaluations/consensus/reponse/", "", ""),
    Row("scoring:history", "/dossiers/{voted}/evaluations/{voted_review}/versions/", "200 TEAM COPIL auditor"),
    Row("scoring:discussion", "/dossiers/{voted}/evaluations/discussion/", "200 TEAM auditor", "422 TEAM auditor"),
    Row(
        "scoring:open_discussion",
        "/dossiers/{judged}/evaluations/discussion/ouvrir/",
        "-",
        "422 team_lead, 403 team auditor",
    ),
    Row(
        "scoring:close_discussion",
        "/dossiers/{judged}/evaluations/discussion/clore/",
        "-",
        "409 team_lead, 403 team auditor",
    ),
    Row("scoring:calibration", "/evaluations/calibrage/", "200 TEAM referent", "422 TEAM"),
    Row("scoring:exercise", "/evaluations/calibrage/{exercise}/", "200 TEAM referent", "422 TEAM referent"),
    Row("scoring:close_exercise", "/evaluations/calibrage/{exercise}/terminer/", "-", "302 TEAM"),
    # -- the committee, a vote open --------------------------------------------------------------
    Row("copil:sessions", "/copil/", "200 ALL"),
    Row("copil:rules", "/copil/reglement/", "200 TEAM COPIL unseated auditor admin"),
    Row("copil:rules_version", "/copil/reglement/versions/1/", "200 TEAM COPIL unseated auditor admin"),
    Row(
        "copil:adopt_rules",
        "/copil/reglement/nouvelle-version/",
        "200 admin, 403 TEAM COPIL unseated auditor",
        "422 admin, 403 TEAM COPIL unseated auditor",
    ),
    Row("copil:composition", "/copil/composition/", "200 TEAM COPIL unseated auditor admin"),
    Row(
        "copil:give_mandate",
        "/copil/composition/donner/",
        "200 team_lead copil_secretary, 403 team recused copil_member copil_chair unseated auditor admin",
        "422 team_lead copil_secretary, 403 team recused copil_member copil_chair unseated auditor admin",
    ),
    Row(
        "copil:end_mandate",
        "/copil/composition/{mandate}/terminer/",
        "200 team_lead copil_secretary, 403 team recused copil_member copil_chair unseated auditor admin",
        "302 team_lead copil_secretary, 403 team recused copil_member copil_chair unseated auditor admin",
        said={"ends_on": "{soon}"},
    ),
    Row(
        "copil:name_substitute",
        "/copil/composition/{mandate}/suppleant/",
        "200 team_lead copil_secretary, 403 team recused copil_member copil_chair unseated auditor admin",
        "302 team_lead copil_secretary, 403 team recused copil_member copil_chair unseated auditor admin",
        said={"substitute": ""},
    ),
    Row(
        "copil:plan",
        "/copil/planifier/",
        "200 team_lead copil_secretary, 403 OTHERS",
        "422 team_lead copil_secretary, 403 OTHERS",
    ),
    Row("copil:dossier", "/copil/dossiers/{voted}/", "302 TEAM COPIL leader referent auditor"),
    Row("copil:vote_on", "/copil/dossiers/{voted}/voter/", "302 TEAM COPIL leader referent auditor"),
    Row(
        "copil:put_on_agenda",
        "/copil/dossiers/{judged}/inscrire/",
        "200 team_lead, 403 leader referent team recused auditor",
        "403 leader referent team recused auditor, 422 team_lead",
    ),
    Row(
        "copil:offer_part",
        "/copil/dossiers/{judged}/accord-partiel/",
        "409 team_lead, 403 leader referent team recused auditor",
        "403 leader referent team recused auditor, 409 team_lead",
    ),
    Row("copil:session", "/copil/seances/{session}/", "200 TEAM COPIL auditor"),
    Row("copil:session_live", "/copil/seances/{session}/suivi/", "200 TEAM COPIL auditor"),
    Row(
        "copil:screen",
        "/copil/seances/{session}/ecran/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
    ),
    Row(
        "copil:screen_live",
        "/copil/seances/{session}/ecran/suivi/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
    ),
    Row(
        "copil:voting",
        "/copil/seances/{session}/voter/",
        "200 copil_member copil_chair",
        "422 copil_member copil_chair",
    ),
    Row("copil:voting_live", "/copil/seances/{session}/voter/suivi/", "200 copil_member copil_chair"),
    Row(
        "copil:seats",
        "/copil/seances/{session}/sieges/",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
        "403 team recused copil_member copil_chair auditor, 422 team_lead copil_secretary",
    ),
    Row(
        "copil:convoke",
        "/copil/seances/{session}/convoquer/",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
    ),
    Row(
        "copil:urgency",
        "/copil/seances/{session}/urgence/",
        "403 TEAM copil_member copil_secretary auditor, 409 copil_chair",
        "403 TEAM copil_member copil_secretary auditor, 409 copil_chair",
        said={"reason": "Crue de l’Aude"},
    ),
    Row(
        "copil:postpone",
        "/copil/seances/{session}/reporter/",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
        "403 team recused copil_member copil_chair auditor, 422 team_lead copil_secretary",
    ),
    Row(
        "copil:set_date",
        "/copil/seances/{session}/fixer-la-date/",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
        "403 team recused copil_member copil_chair auditor, 422 team_lead copil_secretary",
    ),
    Row(
        "copil:cancel",
        "/copil/seances/{session}/annuler/",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
        "403 team recused copil_member copil_chair auditor, 422 team_lead copil_secretary",
    ),
    Row("copil:notice", "/copil/seances/{session}/convocations/1.pdf", "200 TEAM COPIL auditor"),
    Row("copil:journal", "/copil/seances/{session}/journal/", "200 TEAM COPIL auditor"),
    Row(
        "copil:minutes",
        "/copil/seances/{session}/proces-verbal/",
        "200 TEAM COPIL auditor",
        "302 copil_secretary, 403 TEAM copil_member copil_chair auditor",
    ),
    Row(
        "copil:minutes_draft",
        "/copil/seances/{session}/proces-verbal/projet.pdf",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
    ),
    Row(
        "copil:add_follow_up",
        "/copil/seances/{session}/proces-verbal/suites/",
        "-",
        "302 copil_secretary, 403 TEAM copil_member copil_chair auditor",
        said={"what": "Écrire aux porteurs.", "who": "L’équipe"},
    ),
    Row(
        "copil:drop_follow_up",
        "/copil/seances/{session}/proces-verbal/suites/{follow_up}/retirer/",
        "-",
        "302 copil_secretary, 403 TEAM copil_member copil_chair auditor",
    ),
    Row(
        "copil:reopen_minutes",
        "/copil/seances/{session}/proces-verbal/reprendre/",
        "403 TEAM copil_member copil_chair auditor, 409 copil_secretary",
        "403 TEAM copil_member copil_chair auditor, 422 copil_secretary",
    ),
    Row(
        "copil:adopt_minutes",
        "/copil/seances/{session}/proces-verbal/adopter/",
        "403 TEAM copil_member copil_secretary auditor, 409 copil_chair",
        "403 TEAM copil_member copil_secretary auditor, 409 copil_chair",
    ),
    Row(
        "copil:binder",
        "/copil/seances/{session}/dossier-de-seance/",
        "200 TEAM COPIL auditor",
        "302 TEAM COPIL auditor",
    ),
    Row("copil:binder_progress", "/copil/seances/{session}/dossier-de-seance/avancement/", "200 TEAM COPIL auditor"),
    # A binder there is only once its reader has asked for it: tests/copil/test_binder.py.
    Row("copil:binder_file", "/copil/seances/{session}/dossier-de-seance.pdf", ""),
    # A paper there is only once the session is over: tests/copil/test_minutes.py.
    Row("copil:paper", "/copil/seances/{session}/documents/inconnu.pdf", ""),
    Row(
        "copil:attendance",
        "/copil/seances/{session}/presences/",
        "200 copil_secretary, 403 TEAM copil_member copil_chair auditor",
        "302 copil_secretary, 403 TEAM copil_member copil_chair auditor",
    ),
    Row(
        "copil:mine",
        "/copil/seances/{session}/ma-participation/",
        "200 copil_member copil_chair",
        "422 copil_member copil_chair",
    ),
    Row(
        "copil:recusals",
        "/copil/seances/{session}/deports/",
        "200 copil_secretary, 403 TEAM copil_member copil_chair auditor",
        "422 copil_secretary, 403 TEAM copil_member copil_chair auditor",
    ),
    Row(
        "copil:questions",
        "/copil/seances/{session}/questions/",
        "200 TEAM COPIL auditor",
        "403 TEAM copil_secretary auditor, 409 copil_member copil_chair",
        said={"text": "Pourquoi ?"},
    ),
    Row(
        "copil:answer",
        "/copil/seances/{session}/questions/{asked_question}/repondre/",
        "200 TEAM, 403 COPIL auditor",
        "302 TEAM, 403 COPIL auditor",
        said={"text": "Parce que."},
    ),
    Row(
        "copil:proxies",
        "/copil/seances/{session}/mandats/",
        "200 COPIL, 403 TEAM auditor",
        "403 TEAM auditor, 422 COPIL",
    ),
    Row(
        "copil:withdraw_proxy",
        "/copil/seances/{session}/mandats/{proxy}/retirer/",
        "-",
        "403 TEAM copil_member copil_chair auditor, 409 copil_secretary",
    ),
    Row(
        "copil:open_session",
        "/copil/seances/{session}/ouvrir/",
        "-",
        "302 copil_chair copil_secretary, 403 TEAM copil_member auditor",
    ),
    Row(
        "copil:close_session",
        "/copil/seances/{session}/clore/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
    ),
    Row(
        "copil:convoke_again",
        "/copil/seances/{session}/seconde-convocation/",
        "403 team recused copil_member copil_chair auditor, 409 team_lead copil_secretary",
        "403 team recused copil_member copil_chair auditor, 422 team_lead copil_secretary",
    ),
    Row(
        "copil:agenda",
        "/copil/seances/{session}/ordre-du-jour/",
        "200 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
        "422 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
    ),
    Row(
        "copil:rank_agenda",
        "/copil/seances/{session}/ordre-du-jour/notes/",
        "-",
        "302 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
    ),
    Row(
        "copil:add_business",
        "/copil/seances/{session}/points-divers/ajouter/",
        "200 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
        "302 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
        said={"kind": "other", "title": "Une question"},
    ),
    Row("copil:business", "/copil/seances/{session}/points-divers/{point}/", "200 TEAM COPIL auditor"),
    Row(
        "copil:remove_business",
        "/copil/seances/{session}/points-divers/{point}/retirer/",
        "-",
        "302 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
    ),
    Row(
        "copil:conclude_business",
        "/copil/seances/{session}/points-divers/{point}/conclure/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "302 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        said={"conclusion": "Vu."},
    ),
    Row(
        "copil:propose_all_online",
        "/copil/seances/{session}/voter-en-ligne/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "403 TEAM copil_member auditor, 422 copil_chair copil_secretary",
    ),
    Row("copil:my_votes", "/copil/seances/{session}/mes-votes/", "200 copil_member copil_chair"),
    Row(
        "copil:prepare_group",
        "/copil/seances/{session}/votes-groupes/preparer/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "403 TEAM copil_member auditor, 422 copil_chair copil_secretary",
    ),
    Row("copil:group", "/copil/seances/{session}/votes-groupes/{group}/", "200 TEAM COPIL auditor"),
    Row("copil:group_live", "/copil/seances/{session}/votes-groupes/{group}/suivi/", "200 TEAM COPIL auditor"),
    Row(
        "copil:open_group",
        "/copil/seances/{session}/votes-groupes/{group}/ouvrir/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
    ),
    Row(
        "copil:vote_group",
        "/copil/seances/{session}/votes-groupes/{group}/voter/",
        "-",
        "403 TEAM copil_secretary auditor, 409 copil_member copil_chair",
        said={"choice": "pour"},
    ),
    Row(
        "copil:close_group",
        "/copil/seances/{session}/votes-groupes/{group}/clore/",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
    ),
    Row(
        "copil:cancel_group",
        "/copil/seances/{session}/votes-groupes/{group}/annuler/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "403 TEAM copil_member auditor, 422 copil_chair copil_secretary",
    ),
    Row(
        "copil:detach",
        "/copil/seances/{session}/votes-groupes/{group}/detacher/{grouped}/",
        "-",
        "302 COPIL, 403 TEAM auditor",
    ),
    Row("copil:item", "/copil/seances/{session}/points/{voted}/", "200 TEAM COPIL auditor"),
    Row("decisions:dossier", "/dossiers/{voted}/dossier.pdf", "200 TEAM COPIL leader referent auditor"),
    Row("copil:item_live", "/copil/seances/{session}/points/{voted}/suivi/", "200 TEAM COPIL auditor"),
    Row(
        "copil:open_item",
        "/copil/seances/{session}/points/{voted}/appeler/",
        "-",
        "302 copil_chair copil_secretary, 403 TEAM copil_member auditor",
    ),
    Row(
        "copil:close_item",
        "/copil/seances/{session}/points/{voted}/clore/",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
    ),
    Row(
        "copil:presiding",
        "/copil/seances/{session}/points/{voted}/presidence/",
        "403 TEAM copil_member copil_chair auditor, 409 copil_secretary",
        "403 TEAM copil_member copil_chair auditor, 422 copil_secretary",
    ),
    Row(
        "copil:excerpt",
        "/copil/seances/{session}/points/{adopted}/extrait/",
        "200 copil_chair, 403 TEAM copil_member copil_secretary auditor",
        "302 copil_chair, 403 TEAM copil_member copil_secretary auditor",
    ),
    Row(
        "copil:excerpt_file",
        "/copil/seances/{session}/points/{signed}/extrait.pdf",
        "200 TEAM COPIL signatory auditor",
    ),
    Row(
        "copil:propose",
        "/copil/seances/{session}/points/{voted}/proposer/",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
        "302 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        said={"outcome": "grant"},
    ),
    Row(
        "copil:propose_online",
        "/copil/seances/{session}/points/{voted}/proposer-en-ligne/",
        "403 TEAM copil_member auditor, 409 copil_chair copil_secretary",
        "403 TEAM copil_member auditor, 422 copil_chair copil_secretary",
        said={"outcome": "grant"},
    ),
    Row(
        "copil:ask_secret",
        "/copil/seances/{session}/points/{voted}/scrutin-secret/",
        "-",
        "403 TEAM copil_secretary auditor, 409 copil_member copil_chair",
    ),
    Row(
        "copil:count_on_paper",
        "/copil/seances/{session}/points/{voted}/votes/{ballot}/papier/",
        "200 copil_secretary, 403 TEAM copil_member copil_chair auditor",
        "403 TEAM copil_member copil_chair auditor, 422 copil_secretary",
    ),
    Row(
        "copil:vote",
        "/copil/seances/{session}/points/{voted}/votes/{ballot}/voter/",
        "-",
        "302 copil_member copil_chair, 403 TEAM copil_secretary auditor",
        said={"choice": "pour"},
    ),
    Row(
        "copil:cancel_ballot",
        "/copil/seances/{session}/points/{voted}/votes/{ballot}/annuler/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "403 TEAM copil_member auditor, 422 copil_chair copil_secretary",
    ),
    Row(
        "copil:close_ballot",
        "/copil/seances/{session}/points/{voted}/votes/{ballot}/clore/",
        "200 copil_chair copil_secretary, 403 TEAM copil_member auditor",
        "302 copil_chair copil_secretary, 403 TEAM copil_member auditor",
    ),
    Row(
        "copil:late",
        "/copil/dossiers/{adopted}/lien-tardif/",
        "200 TEAM copil_secretary, 403 copil_member copil_chair signatory referent auditor",
        "422 TEAM copil_secretary, 403 copil_member copil_chair signatory referent auditor",
    ),
    Row(
        "copil:keep_decision",
        "/copil/dossiers/{adopted}/lien-tardif/maintenir/",
        "-",
        "422 team_lead, 403 team recused copil_secretary copil_member copil_chair signatory referent auditor",
    ),
    # -- decisions -------------------------------------------------------------------------------
    Row("decisions:pdf", "/decisions/actes/{act}/acte.pdf", "200 TEAM COPIL leader referent signatory auditor"),
    Row("decisions:letter", "/decisions/actes/{act}/lettre.pdf", "200 TEAM COPIL leader referent signatory auditor"),
    Row("decisions:receipt", "/decisions/accuses/{challenged}/{receipt}.pdf", "200 TEAM LEADERS referent auditor"),
    Row(
        "decisions:sign",
        "/decisions/{adopted}/signer/",
        "200 signatory, 403 TEAM COPIL leader referent auditor",
        "403 TEAM COPIL leader referent auditor, 409 signatory",
    ),
    Row(
        "decisions:prepare",
        "/decisions/{adopted}/preparer/accord/",
        "302 signatory, 403 TEAM COPIL leader referent auditor",
        "302 signatory, 403 TEAM COPIL leader referent auditor",
    ),
    Row(
        "decisions:countersign",
        "/decisions/{adopted}/convention/",
        "403 COPIL leader referent team recused signatory auditor, 409 team_lead",
        "403 COPIL leader referent team recused signatory auditor, 409 team_lead",
    ),
    Row(
        "decisions:conditions",
        "/decisions/{adopted}/reserves/",
        "200 TEAM, 403 COPIL leader referent signatory auditor",
        "302 TEAM, 403 COPIL leader referent signatory auditor",
        said={"due_1": "{soon}", "before_1": "on"},
    ),
    Row("decisions:notify", "/decisions/{signed}/notifier/", "302 TEAM COPIL auditor"),
    Row(
        "decisions:release",
        "/copil/seances/{session}/notifications/",
        "200 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
        "422 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
    ),
    Row(
        "decisions:set_release",
        "/copil/seances/{session}/notifications/reglage/",
        "-",
        "302 team_lead copil_secretary, 403 team recused copil_member copil_chair auditor",
        said={"grouped": "yes"},
    ),
    # -- what follows a grant ----------------------------------------------------------------------
    Row("followup:page", "/suivi/{signed}/", "200 TEAM COPIL leader signatory auditor"),
    Row(
        "followup:condition_show",
        "/suivi/{signed}/reserve/1/presenter/",
        "200 leader, 403 TEAM COPIL signatory auditor",
        "302 leader, 403 TEAM COPIL signatory auditor",
        said={"text": "Voici.", "key": "{key}"},
    ),
    Row(
        "followup:condition_lift",
        "/suivi/{signed}/reserve/1/lever/",
        "200 TEAM, 403 COPIL leader signatory auditor",
        "302 TEAM, 403 COPIL leader signatory auditor",
        said={"text": "Vu sur place.", "key": "{key}", "seen": "0"},
    ),
    Row(
        "followup:condition_send_back",
        "/suivi/{signed}/reserve/1/redemander/",
        "409 TEAM, 403 COPIL leader signatory auditor",
        "409 TEAM, 403 COPIL leader signatory auditor",
    ),
    Row(
        "followup:condition_postpone",
        "/suivi/{signed}/reserve/1/reporter/",
        "200 team_lead, 403 team recused COPIL leader signatory auditor",
        "302 team_lead, 403 team recused COPIL leader signatory auditor",
        said={"until": "{later}", "reason": "La commune délibère plus tard."},
    ),
    Row("followup:reusable", "/reutiliser/", "200 ALL"),
    Row(
        "followup:publish",
        "/suivi/{signed}/retour-d-experience/",
        "403 TEAM COPIL leader signatory auditor",
        "403 TEAM COPIL leader signatory auditor",
    ),
    Row(
        "followup:appeal_lodge",
        "/suivi/{signed}/recours/enregistrer/",
        "200 TEAM, 403 COPIL leader signatory auditor",
        "422 TEAM, 403 COPIL leader signatory auditor",
    ),
    # No appeal is lodged there: whoever asks for one is asked in tests/followup/test_appeals.py.
    Row("followup:appeal_reply", "/suivi/{signed}/recours/1/repondre/", "", ""),
    Row("followup:appeal_withdraw", "/suivi/{signed}/recours/1/desistement/", "", ""),
    Row(
        "followup:report_hand",
        "/suivi/{signed}/compte-rendu/1/remettre/",
        "200 leader, 403 TEAM COPIL signatory auditor",
        "422 leader, 403 TEAM COPIL signatory auditor",
    ),
    Row(
        "followup:report_accept",
        "/suivi/{signed}/compte-rendu/1/accepter/",
        "409 TEAM, 403 COPIL leader signatory auditor",
        "409 TEAM, 403 COPIL leader signatory auditor",
    ),
    Row(
        "followup:report_send_back",
        "/suivi/{signed}/compte-rendu/1/completer/",
        "409 TEAM, 403 COPIL leader signatory auditor",
        "409 TEAM, 403 COPIL leader signatory auditor",
    ),
    Row(
        "followup:report_postpone",
        "/suivi/{signed}/compte-rendu/1/reporter/",
        "200 team_lead, 403 team recused COPIL leader signatory auditor",
        "422 team_lead, 403 team recused COPIL leader signatory auditor",
    ),
    Row(
        "followup:payment_ask",
        "/suivi/{signed}/versement/1/demander/",
        "200 leader team_lead, 403 team recused COPIL signatory auditor",
        "422 leader team_lead, 403 team recused COPIL signatory auditor",
    ),
    Row(
        "followup:payment_pay",
        "/suivi/{signed}/versement/1/payer/",
        "409 team_lead, 403 team recused COPIL leader signatory auditor",
        "409 team_lead, 403 team recused COPIL leader signatory auditor",
    ),
    Row(
        "followup:payment_send_back",
        "/suivi/{signed}/versement/1/renvoyer/",
        "409 team_lead, 403 team recused COPIL leader signatory auditor",
        "409 team_lead, 403 team recused COPIL leader signatory auditor",
    ),
    Row(
        "followup:payment_drop",
        "/suivi/{signed}/versement/1/abandonner/",
        "200 team_lead, 403 team recused COPIL leader signatory auditor",
        "302 team_lead, 403 team recused COPIL leader signatory auditor",
        said={"reason": "Le projet coûte moins."},
    ),
    Row(
        "followup:repayment_ask",
        "/suivi/{signed}/reversement/demander/",
        "200 team_lead, 403 team recused COPIL leader signatory auditor",
        "422 team_lead, 403 team recused COPIL leader signatory auditor",
    ),
    Row(
        "followup:amendment_ask",
        "/suivi/{signed}/avenant/demander/",
        "200 leader team_lead, 403 team recused COPIL signatory auditor",
        "422 leader team_lead, 403 team recused COPIL signatory auditor",
    ),
    # No amendment is asked for there: one is answered by everybody in tests/followup/test_amendments.py.
    Row("followup:amendment_accept", "/suivi/{signed}/avenant/1/preparer/", "", ""),
    Row("followup:amendment_refuse", "/suivi/{signed}/avenant/1/refuser/", "", ""),
    Row("followup:amendment_withdraw", "/suivi/{signed}/avenant/1/retirer/", "", ""),
    # Nothing is asked back there: what is, is asked by everybody in tests/followup/test_pages.py.
    Row("followup:repayment_receive", "/suivi/{signed}/reversement/1/recevoir/", "", ""),
    Row("followup:repayment_drop", "/suivi/{signed}/reversement/1/abandonner/", "", ""),
    Row("decisions:open_data", "/donnees-ouvertes/", "200 ALL"),
    Row("decisions:subsidies", "/donnees-ouvertes/subventions.csv", "200 ALL"),
    Row("decisions:parapheur", "/decisions/parapheur/", "-", "302 signatory"),
    # -- the texts of acts -----------------------------------------------------------------------
    Row("decisions:wordings", "/decisions/textes/", "200 TEAM signatory auditor"),
    Row("decisions:wording", "/decisions/textes/state_service/", "200 TEAM signatory auditor"),
    Row("decisions:wording_version", "/decisions/textes/state_service/versions/1/", "200 TEAM signatory auditor"),
    Row(
        "decisions:write_wording",
        "/decisions/textes/state_service/modifier/",
        "200 team_lead, 403 team recused signatory auditor",
        "422 team_lead, 403 team recused signatory auditor",
    ),
    Row(
        "decisions:use_wording",
        "/decisions/textes/state_service/mettre-en-service/",
        "302 team_lead, 403 team recused signatory auditor",
        "422 team_lead, 403 team recused signatory auditor",
    ),
    Row(
        "decisions:drop_wording",
        "/decisions/textes/state_service/abandonner/",
        "-",
        "409 team_lead, 403 team recused signatory auditor",
    ),
    Row(
        "decisions:see_wording",
        "/decisions/textes/state_service/apercu.pdf",  # of no dossier: nothing to see
        "403 team recused signatory auditor",
    ),
    Row("decisions:ask", "/verifier/", "200 ALL"),
    Row("decisions:heads", "/verifier/journal/", "200 ALL"),
    # There are heads only once a tick made one: tests/decisions/test_heads.py.
    Row("decisions:head_file", "/verifier/journal/1.json", ""),
    Row("decisions:verify", "/verifier/{code}/", "200 ALL"),
    # -- a control -----------------------------------------------------------------------------------
    Row("audit:home", "/controle/", "200 TEAM auditor admin"),
    Row("audit:missions", "/controle/missions/", "200 admin"),
    Row(
        "audit:give_mission",
        "/controle/missions/donner/",
        "200 admin",
        "302 admin",
        said={
            "email": "team@lab-o.example",
            "reason": "Contrôle annuel.",
            "first_day": "{today}",
            "last_day": "{soon}",
            "kind": "all",
        },
    ),
    Row("audit:consultations", "/controle/consultations/", "200 TEAM auditor admin"),
    Row("audit:file", "/controle/dossiers/{judged}/", "200 auditor"),
    Row(
        "audit:ask_dossier",
        "/controle/dossiers/{judged}/archive/",
        "-",
        "302 team team_lead auditor, 403 recused leader referent",
    ),
    Row("audit:exports", "/controle/archives/", "200 auditor", "302 auditor", said={"kind": "all"}),
    # An archive there is only once it was asked for: tests/audit/test_export_pages.py, test_one_dossier.py.
    Row("audit:export", "/controle/archives/{key}/", ""),
    Row("audit:export_progress", "/controle/archives/{key}/avancement/", ""),
    Row("audit:dossier_file", "/controle/dossiers/{judged}/archive/{key}.zip", ""),
    Row("audit:export_file", "/controle/archives/{key}/archive.zip", ""),
    # Last, for it ends the session.
    Row("account_logout", "/compte/deconnexion/", "200 ALL", "302 ALL"),
)
