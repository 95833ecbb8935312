"""What the form asks, as data: the page, the completeness meter, the frozen version and its PDF all read this.

Answers are kept as JSON by section code and question name: text as it was typed, amounts as strings with two decimals
("18000.00"), dates as ISO strings, tables as lists of rows. An answer that is missing is absent or empty.
"""

from dossiers.form.vocabulary import (
    BENEFICIARIES,
    CERFA,
    COMMITMENT,
    DEPARTMENTS,
    EXPENSE_KINDS,
    LAB,
    REPRESENTED,
    RESOURCE_SOURCES,
    YES_NO,
    Kind,
    Question,
    SectionDef,
)

__all__ = [
    "BENEFICIARIES",
    "BY_CODE",
    "DEPARTMENTS",
    "LAB",
    "REPRESENTED",
    "SECTIONS",
    "Kind",
    "Question",
    "SectionDef",
]

from accounts.themes import THEMES


def _(text: str) -> str:
    """Marks a French text for translation without importing Django."""
    return text


SECTIONS: tuple[SectionDef, ...] = (
    SectionDef(
        "project",
        _("Le projet"),
        _("Ce que vous voulez faire, en peu de mots."),
        (
            Question(
                "title",
                _("Titre du projet"),
                Kind.LINE,
                max_length=150,
                help=_("Un titre court et concret : ce qui existera à la fin, pas le nom d’un programme."),
            ),
            Question(
                "service",
                _("Service ou organisme porteur"),
                Kind.SERVICE,
                max_length=200,
                help=_("Son nom en toutes lettres. Pour une commune, ajoutez le département : « Mairie de … (81) »."),
            ),
            Question(
                "department",
                _("Territoire du projet"),
                Kind.CHOICE,
                choices=DEPARTMENTS,
                help=_("Là où le projet se fera, même si votre service est ailleurs."),
            ),
            Question(
                "theme",
                _("Thème principal"),
                Kind.CHOICE,
                choices=THEMES,
                help=_("Celui qui dit le mieux ce que le projet change : il oriente le choix des référents."),
            ),
            Question(
                "summary",
                _("Résumé"),
                max_length=1000,
                help=_("Trois à cinq phrases : pour qui, quoi, comment. Ce résumé sera lu en premier."),
            ),
        ),
    ),
    SectionDef(
        "need",
        _("L’irritant et les usagers"),
        _("Le critère « impact » se joue ici : ce qui ne va pas, pour qui, et comment vous le savez."),
        (
            Question(
                "irritant",
                _("Quel est le problème rencontré ?"),
                help=_("Décrivez ce que vivent les usagers ou les agents, avant de parler de la solution."),
            ),
            Question(
                "evidence",
                _("Comment le savez-vous ?"),
                help=_("Mesures, enquête, observations, retours d’agents ou d’usagers. Un petit comptage suffit."),
            ),
            Question(
                "users",
                _("Qui est concerné, et combien de personnes ?"),
                help=_("Usagers et agents. Un ordre de grandeur suffit ; dites qui est le plus gêné."),
            ),
        ),
    ),
    SectionDef(
        "method",
        _("La méthode"),
        _("Le critère « innovation » regarde d’abord la manière de faire."),
        (
            Question(
                "approach",
                _("Comment allez-vous procéder ?"),
                help=_("Étapes, ateliers, prototypes, tests avec les usagers."),
            ),
            Question(
                "novelty",
                _("Qu’est-ce qui est nouveau, et pour qui ?"),
                help=_("Nouveau pour votre service suffit, si vous dites ce qui se fait déjà ailleurs."),
            ),
            Question(
                "risks",
                _("Qu’est-ce qui peut ne pas marcher, et que ferez-vous alors ?"),
                required=False,
                help=_("Un projet qui connaît ses risques inspire confiance : deux ou trois suffisent."),
            ),
        ),
    ),
    SectionDef(
        "partners",
        _("Les partenaires"),
        _("Autres services, ministères, collectivités, associations."),
        (
            Question(
                "partners",
                _("Vos partenaires"),
                Kind.TABLE,
                required=False,
                help=_("Laissez vide si vous portez le projet seul."),
                columns=(
                    Question("name", _("Organisme"), Kind.LINE, max_length=200),
                    Question("role", _("Son rôle dans le projet"), Kind.LINE, max_length=300),
                    Question("commitment", _("Engagement"), Kind.CHOICE, choices=COMMITMENT),
                ),
            ),
            Question(
                "steering",
                _("Comment décidez-vous ensemble ?"),
                required=False,
                max_length=2000,
                help=_("Qui se réunit, à quel rythme, et qui tranche."),
            ),
        ),
    ),
    SectionDef(
        "calendar",
        _("Livrables et calendrier"),
        _("Ce qui existera à la fin, et quand."),
        (
            Question(
                "deliverables", _("Livrables"), help=_("Ce que l’on pourra voir ou prendre en main, un par ligne.")
            ),
            Question(
                "starts_on",
                _("Début du projet"),
                Kind.DATE,
                help=_("Après la décision : laissez à l’instruction le temps de se faire."),
            ),
            Question("ends_on", _("Fin du projet"), Kind.DATE, help=_("Bilan compris.")),
        ),
    ),
    SectionDef(
        "budget",
        _("Le budget"),
        _("Les dépenses et les ressources doivent être égales, en euros toutes taxes comprises."),
        (
            Question(
                "expenses",
                _("Dépenses"),
                Kind.TABLE,
                help=_("Une ligne par dépense, toutes taxes comprises : dites ce qu’elle paie."),
                columns=(
                    Question("label", _("Dépense"), Kind.LINE, max_length=200),
                    Question("kind", _("Nature"), Kind.CHOICE, choices=EXPENSE_KINDS),
                    Question("amount", _("Montant en euros"), Kind.MONEY),
                ),
            ),
            Question(
                "resources",
                _("Ressources"),
                Kind.TABLE,
                help=_("D’où vient l’argent. La ligne « Lab-O » est le montant que vous demandez."),
                columns=(
                    Question("source", _("Origine"), Kind.CHOICE, choices=RESOURCE_SOURCES),
                    Question("label", _("Précision"), Kind.LINE, required=False, max_length=200),
                    Question("amount", _("Montant en euros"), Kind.MONEY),
                ),
            ),
        ),
    ),
    SectionDef(
        "indicator",
        _("L’indicateur"),
        _("Une seule mesure suffit, si elle dit vraiment que le problème recule."),
        (
            Question(
                "indicator",
                _("Ce que vous mesurerez"),
                Kind.LINE,
                max_length=200,
                help=_("Ce qui change pour l’usager ou l’agent, plutôt que le nombre de réunions."),
            ),
            Question("unit", _("Unité"), Kind.LINE, max_length=60, help=_("Jours, %, appels par semaine…")),
            Question(
                "baseline",
                _("Valeur aujourd’hui"),
                Kind.NUMBER,
                required=False,
                help=_("Laissez vide si elle n’est pas encore mesurée : ce n’est pas éliminatoire."),
            ),
            Question("target", _("Valeur visée"), Kind.NUMBER, help=_("À la fin du projet, dans la même unité.")),
            Question(
                "measured_how",
                _("Comment et quand la mesurerez-vous ?"),
                max_length=2000,
                help=_("De la même façon avant et après, sinon on ne compare rien."),
            ),
        ),
    ),
    SectionDef(
        "reuse",
        _("La reprise par d’autres"),
        _("Un projet compte double quand un autre service peut le reprendre."),
        (
            Question(
                "reuse",
                _("Qui pourrait reprendre ce projet, et à quelles conditions ?"),
                help=_("Quels services, et ce qu’il leur faudrait : temps, outil, accord."),
            ),
            Question(
                "shared",
                _("Que publierez-vous (kit, code, guide) ?"),
                required=False,
                max_length=2000,
                help=_("Ce que d’autres pourront reprendre sans vous demander, et où ils le trouveront."),
            ),
        ),
    ),
    SectionDef(
        "interests",
        _("Les liens d’intérêts"),
        _("Les déclarer protège votre dossier : la personne concernée ne prendra pas part à la décision."),
        (
            Question(
                "has_interest",
                _("Un référent, un membre de l’équipe ou du COPIL a-t-il un lien avec ce projet ?"),
                Kind.CHOICE,
                choices=YES_NO,
                help=_(
                    "Lien hiérarchique, familial, financier, ou participation au projet. En cas de doute, dites oui."
                ),
            ),
            Question(
                "interest",
                _("Si oui, qui et quel lien ?"),
                required=False,
                max_length=2000,
                help=_("Le nom, le rôle et la nature du lien. Seules les personnes qui instruisent le liront."),
            ),
        ),
    ),
    SectionDef(
        "beneficiary",
        _("Le bénéficiaire"),
        _("Qui recevra le financement : cela décide de la forme de l’acte."),
        (
            Question(
                "kind",
                _("Nature du bénéficiaire"),
                Kind.CHOICE,
                choices=BENEFICIARIES,
                help=_("L’organisme qui recevra les crédits ; ce n’est pas toujours votre service."),
            ),
            Question(
                "name",
                _("Nom du bénéficiaire"),
                Kind.LINE,
                max_length=200,
                help=_("Tel qu’il figure au répertoire Sirene."),
            ),
            Question(
                "siret",
                _("Numéro SIRET"),
                Kind.SIRET,
                max_length=20,
                help=_("Quatorze chiffres, ceux de l’établissement qui reçoit l’argent."),
            ),
            Question("address", _("Adresse"), max_length=500, help=_("Celle où l’acte sera notifié.")),
            Question(
                "representative_quality",
                _("Qualité de la personne qui engage l’organisme"),
                Kind.LINE,
                required=False,
                max_length=150,
                help=_("Pour une association ou un établissement public, qui signera la convention."),
            ),
            Question("representative_first_name", _("Son prénom"), Kind.LINE, required=False, max_length=100),
            Question("representative_last_name", _("Son nom"), Kind.LINE, required=False, max_length=100),
            Question(
                "pledge_on",
                _("Date de signature du contrat d’engagement républicain"),
                Kind.DATE,
                required=False,
                help=_(
                    "Pour une association (loi du 12 avril 2000, article 10-1). Joignez le contrat signé aux pièces."
                ),
            ),
            Question(
                "cerfa",
                _("Formulaire CERFA n°\u00a012156"),
                Kind.CHOICE,
                required=False,
                choices=CERFA,
                help=_(
                    "Pour une association\u00a0: toute demande de subvention s’établit aussi sur ce formulaire (loi du "
                    "12 avril 2000, articles 9-1 et 10\u00a0; décret n°\u00a02016-1971). Celui remis cette année vaut "
                    "encore."
                ),
            ),
        ),
    ),
)

BY_CODE: dict[str, SectionDef] = {section.code: section for section in SECTIONS}
