"""Sample acts, one for each route and outcome: invented projects, places that exist, persons that do not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from decisions.amending.said import Amendment, Changed
from decisions.document import (
    ActInputs,
    Appeals,
    Beneficiary,
    Branding,
    Budget,
    Committee,
    Completion,
    Contact,
    Delegation,
    Expense,
    Finding,
    Grant,
    Indicator,
    Issuer,
    Kind,
    Milestone,
    NotificationInputs,
    Payment,
    Person,
    Project,
    Reasons,
    Request,
    Route,
    Signature,
    Superseded,
    Verification,
)

ISSUER = Issuer(
    authority="Préfet de la région Occitanie",
    in_sentence="le préfet de la région Occitanie",
    service="Secrétariat général pour les affaires régionales",
    service_head="le secrétaire général pour les affaires régionales",
    lab="Lab-O",
    tagline="Laboratoire d’innovation publique en Occitanie",
    address="1, place Saint-Étienne\n31038 Toulouse Cedex 9",
    email="lab-o@exemple.fr",
)
SIGNATURE = Signature(
    signatory=Person(
        quality="le secrétaire général pour les affaires régionales", first_name="Prénom", last_name="EXEMPLE"
    ),
    place="Toulouse",
    signed_on=date(2026, 12, 14),
    delegation=Delegation(
        reference="R76-2026-09-01-00012",
        signed_on=date(2026, 9, 1),
        published="au recueil des actes administratifs de la préfecture de région",
    ),
)
APPEALS = Appeals(
    hierarchy="le ministre de l’intérieur",
    hierarchy_address="place Beauvau\n75800 Paris Cedex 08",
    court="tribunal administratif de Toulouse",
    court_address="68, rue Raymond-IV\nBP 7007\n31068 Toulouse Cedex 07",
)
VERIFICATION = Verification(code="7KQ4-M2XT-9DRA", url="https://lab-o.exemple.fr/actes/verifier/7KQ4-M2XT-9DRA/")
COMMITTEE = Committee(
    name="comité de pilotage du Lab-O", met_on=date(2026, 12, 3), minutes="relevé de décisions n° 2026-4"
)
FINDINGS = (
    Finding(
        criterion="Impact avéré sur l’action publique",
        text="le projet part d’un irritant documenté, l’attente moyenne de 42 minutes à l’accueil, et prévoit de la "
        "mesurer de nouveau à six mois",
        score=Decimal("3.5"),
    ),
    Finding(
        criterion="Interministériel, multipartenarial ou transposable",
        text="deux partenaires s’engagent par écrit, et les conditions de reprise par d’autres services sont décrites",
        score=Decimal(4),
    ),
    Finding(
        criterion="Innovant, notamment dans les méthodes d’animation",
        text="le parcours est conçu en ateliers avec des usagers, puis essayé et corrigé en trois itérations",
        score=Decimal("3.5"),
    ),
)
BUDGET = Budget(
    year=2026,
    programme="349 – Transformation publique",
    cost_centre="0349-CDBU-DR31",
    domain="0349-01",
    activity="034901010101",
    accounting_officer="le directeur régional des finances publiques d’Occitanie et de la Haute-Garonne",
)
GRANT = Grant(
    amount=Decimal("18000.00"),
    eligible_expense=Decimal("24000.00"),
    computation="trois quarts de la dépense éligible, le reste étant apporté par les partenaires",
    starts_on=date(2027, 1, 4),
    ends_on=date(2027, 12, 31),
    report_due=date(2028, 3, 31),
    budget=BUDGET,
    expenses=(
        Expense(label="Ateliers avec les usagers et prototypage", amount=Decimal("15000.00")),
        Expense(label="Signalétique et essai sur place", amount=Decimal("6500.00")),
        Expense(label="Mesure des résultats", amount=Decimal("2500.00")),
    ),
    milestones=(
        Milestone(label="Ateliers et prototype", due=date(2027, 4, 30)),
        Milestone(label="Essai sur place", due=date(2027, 9, 30)),
    ),
    payments=(
        Payment(label="Premier versement", amount=Decimal("12600.00"), condition="à la notification"),
        Payment(label="Solde", amount=Decimal("5400.00"), condition="à l’acceptation du compte rendu final"),
    ),
    indicators=(
        Indicator(name="Attente moyenne à l’accueil", baseline="42 minutes", target="moins de 20 minutes"),
        Indicator(name="Usagers satisfaits de l’orientation", baseline="61 %", target="80 %"),
    ),
)
REASONS = Reasons(
    law=(
        "Aux termes du règlement de l’appel à projets, les crédits du laboratoire soutiennent des projets innovants "
        "par leur objet ou par leur méthode. L’attribution d’un financement n’est pas un droit.",
    ),
    fact=(
        "La demande porte sur le renouvellement d’un équipement courant, sans méthode nouvelle ni participation des "
        "usagers.",
        "Aucun partenaire n’est associé et la transposition à d’autres services n’est pas décrite.",
    ),
)


def request_of(number: int, amount: str) -> Request:
    return Request(
        dossier=f"2026-{number:04}",
        deposited_on=date(2026, 10, 1),
        call="l’appel à projets « Innover ensemble 2026 » publié le 1er septembre 2026",
        amount=Decimal(amount),
    )


STATE_SERVICE = ActInputs(
    kind=Kind.GRANT,
    route=Route.STATE_SERVICE,
    branding=Branding.NEUTRAL,
    reference="2026-LABO-0042",
    issuer=ISSUER,
    beneficiary=Beneficiary(
        name="Sous-préfecture de Limoux", siret="17110003500027", address="29, rue de la Mairie\n11300 Limoux"
    ),
    request=request_of(17, "18000.00"),
    project=Project(
        title="Accueil commun",
        purpose="Partager un parcours usager entre la sous-préfecture et France services.\n\nUn prototype est conçu "
        "avec les usagers, puis essayé à l’accueil pendant trois mois.",
    ),
    signature=SIGNATURE,
    appeals=APPEALS,
    verification=VERIFICATION,
    committee=COMMITTEE,
    findings=FINDINGS,
    grant=replace(GRANT, budget=replace(BUDGET, receiving_unit="0354-DR31-DP11")),
)
ASSOCIATION_ORDER = replace(
    STATE_SERVICE,
    route=Route.ASSOCIATION_ORDER,
    reference="2026-LABO-0043",
    request=request_of(23, "22900.00"),
    project=Project(
        title="Patrimoine accessible",
        purpose="Essayer des visites avec des personnes handicapées et publier un guide d’accessibilité.",
    ),
    beneficiary=Beneficiary(
        name="Association Visites pour tous",
        siret="40483304800022",
        rna="W343012345",
        address="12, rue des Exemples\n34000 Montpellier",
        republican_pledge_on=date(2026, 9, 28),
    ),
    grant=replace(GRANT, conditions=("Associer au moins deux établissements recevant du public.",)),
)
ASSOCIATION_AGREEMENT = replace(
    ASSOCIATION_ORDER,
    route=Route.ASSOCIATION_AGREEMENT,
    reference="2026-LABO-0044",
    request=request_of(31, "24500.00"),
    project=Project(
        title="Bus des droits", purpose="Tenir des permanences itinérantes, agents et bénévoles en binôme."
    ),
    beneficiary=Beneficiary(
        name="Association Droits en chemin",
        siret="40483304800022",
        rna="W481001234",
        address="3, place des Exemples\n48000 Mende",
        republican_pledge_on=date(2026, 9, 28),
        representative=Person(quality="présidente", first_name="Prénom", last_name="MODÈLE"),
    ),
    grant=replace(
        GRANT,
        amount=Decimal("24500.00"),
        eligible_expense=Decimal("32666.67"),
        expenses=(),
        payments=(
            Payment(label="Avance", amount=Decimal("12250.00"), condition="à la notification de la convention"),
            Payment(label="Acompte", amount=Decimal("7350.00"), condition="sur un état des dépenses à mi-parcours"),
            Payment(label="Solde", amount=Decimal("4900.00"), condition="à l’acceptation du compte rendu final"),
        ),
    ),
)
LOCAL_INVESTMENT = replace(
    STATE_SERVICE,
    route=Route.LOCAL_INVESTMENT,
    reference="2026-LABO-0045",
    request=request_of(38, "40000.00"),
    project=Project(
        title="Démarches alpines",
        purpose="Acquérir et installer un logiciel d’orientation des usagers pour un guichet saisonnier.",
    ),
    beneficiary=Beneficiary(
        name="Communauté de communes des Exemples",
        siret="20006623100016",
        address="1, place de la Mairie\n09110 Exemple",
    ),
    grant=replace(
        GRANT,
        amount=Decimal("32000.00"),
        eligible_expense=Decimal("40000.00"),
        computation="",
        expenses=(
            Expense(label="Logiciel et paramétrage", amount=Decimal("28000.00")),
            Expense(label="Équipement du guichet", amount=Decimal("12000.00")),
        ),
        payments=(
            Payment(label="Avance", amount=Decimal("9600.00"), condition="au commencement d’exécution"),
            Payment(label="Acompte", amount=Decimal("16000.00"), condition="sur justification de l’avancement"),
            Payment(label="Solde", amount=Decimal("6400.00"), condition="à l’achèvement"),
        ),
    ),
)
PUBLIC_BODY = replace(
    STATE_SERVICE,
    route=Route.PUBLIC_BODY,
    reference="2026-LABO-0046",
    request=request_of(40, "18000.00"),
    project=Project(title="Atlas ouvert", purpose="Publier avec les départements un atlas commun de données ouvertes."),
    beneficiary=Beneficiary(
        name="Institut public des Exemples",
        siret="18006702500014",
        address="8, avenue des Exemples\n31400 Toulouse",
        representative=Person(quality="directeur général", first_name="Prénom", last_name="SPÉCIMEN"),
    ),
    grant=GRANT,
)
#: The same agreement, amended once: later, for less.
AMENDED = replace(
    ASSOCIATION_AGREEMENT,
    reference="2027-LABO-0012",
    signature=replace(SIGNATURE, signed_on=date(2027, 9, 20)),
    supersedes=Superseded(title="la convention n° 2026-LABO-0044", signed_on=date(2026, 12, 14)),
    grant=replace(
        ASSOCIATION_AGREEMENT.grant,  # type: ignore[type-var]
        amount=Decimal("21000.00"),
        computation="montant ramené de 24 500,00 € à 21 000,00 €",
        ends_on=date(2028, 3, 31),
        report_due=date(2028, 6, 30),
        payments=(
            Payment(label="Avance", amount=Decimal("12250.00"), condition="à la notification de la convention"),
            Payment(label="Solde", amount=Decimal("8750.00"), condition="à l’acceptation du compte rendu final"),
        ),
    ),
    amendment=Amendment(
        number=1,
        of="la convention n° 2026-LABO-0044",
        of_signed_on=date(2026, 12, 14),
        asked_on=date(2027, 9, 1),
        by_beneficiary=True,
        reason="le second bus n’est livré qu’en janvier 2028 et coûte moins que prévu",
        changes=(
            Changed(what="Montant maximal", before="24 500,00 €", after="21 000,00 €"),
            Changed(what="Fin du projet", before="31 décembre 2027", after="31 mars 2028"),
            Changed(
                what="Versements",
                before="Avance : 12 250,00 €, à la notification de la convention\n"
                "Acompte : 7 350,00 €, sur un état des dépenses à mi-parcours\n"
                "Solde : 4 900,00 €, à l’acceptation du compte rendu final",
                after="Avance : 12 250,00 €, à la notification de la convention\n"
                "Solde : 8 750,00 €, à l’acceptation du compte rendu final",
            ),
            Changed(
                what="Compte rendu final", before="au plus tard le 31 mars 2028", after="au plus tard le 30 juin 2028"
            ),
        ),
    ),
)
#: An order and a decision amended likewise, where nothing was planned before.
ORDER_AMENDED, DECISION_AMENDED = (
    replace(
        act,
        reference="2027-LABO-0013",
        supersedes=Superseded(title=title, signed_on=date(2026, 12, 14)),
        amendment=Amendment(
            number=2,
            of=title,
            of_signed_on=date(2026, 12, 14),
            asked_on=date(2027, 9, 1),
            by_beneficiary=False,
            reason="Un compte rendu à mi-parcours est utile au comité.",
            changes=(Changed(what="Compte rendu intermédiaire", before="", after="au plus tard le 30 novembre 2027"),),
        ),
    )
    for act, title in (
        (ASSOCIATION_ORDER, "l’arrêté n° 2026-LABO-0043"),
        (STATE_SERVICE, "la décision n° 2026-LABO-0042"),
    )
)
GRANTS = (STATE_SERVICE, ASSOCIATION_ORDER, ASSOCIATION_AGREEMENT, LOCAL_INVESTMENT, PUBLIC_BODY)


def refused(act: ActInputs) -> ActInputs:
    """The same request, refused."""
    return replace(act, kind=Kind.REFUSAL, grant=None, reasons=REASONS)


def inadmissible(act: ActInputs) -> ActInputs:
    """The same request, never examined: no committee, no score, a completion asked for in vain."""
    return replace(
        act,
        kind=Kind.INADMISSIBILITY,
        grant=None,
        committee=None,
        findings=(),
        request=replace(
            act.request,
            completions=(
                Completion(
                    asked_on=date(2026, 10, 12),
                    due_on=date(2026, 11, 9),
                    pieces=("Le devis de la prestation", "L’accord de la commune"),
                ),
            ),
        ),
        reasons=Reasons(
            law=("L’article 4 du règlement de l’appel à projets exige un budget équilibré et un devis par achat.",),
            fact=("Les devis demandés le 12 octobre 2026 n’ont pas été produits dans le délai de vingt jours fixé.",),
        ),
    )


EVERY_ACT = (
    *(each for grant in GRANTS for each in (grant, refused(grant), inadmissible(grant))),
    AMENDED,
    ORDER_AMENDED,
    DECISION_AMENDED,
)


def letter_of(act: ActInputs) -> NotificationInputs:
    return NotificationInputs(
        act=act,
        recipient=act.beneficiary.name,
        recipient_address=act.beneficiary.address,
        salutation="Madame, Monsieur",
        place="Toulouse",
        sent_on=date(2026, 12, 15),
        author=Person(quality="la coordinatrice du Lab-O", first_name="Prénom", last_name="ÉCHANTILLON"),
        contact=Contact(name="équipe du Lab-O", email="lab-o@exemple.fr", phone="05 00 00 00 00"),
        next_steps=("Réunir les partenaires avant le 31 janvier 2027.", "Déclarer le démarrage du projet dans Jalon.")
        if act.kind is Kind.GRANT
        else ("Revoir le projet avec le référent de votre département.",),
        enclosures=("L’acte", "Le modèle de compte rendu"),
    )
