"""What the articles stipulate where the law differs by route: paragraphs only, the templates lay them out.

French only, like the texts they apply. References: loi n° 2000-321, articles 10 and 10-1; décret n° 2018-514,
articles 8 (what the decision must say), 10 (ceiling of public aid), 12 (advance, instalments), 14 (repayment).
"""

from dataclasses import dataclass
from typing import Final

from decisions.document import Route


@dataclass(frozen=True, kw_only=True)
class Clauses:
    """One route's wording: names of the act and of the money as sentences need them, then each article's paragraphs."""

    act_name: str
    subject: str  # « portant … », completes the title
    verb: str
    named_act: str
    this_act: str
    of_this_act: str
    of_aid: str
    expense: str
    label: str
    receiver: str
    repayment_title: str
    filing: str  # how a petition reaches the court (CJA R414-1, R414-2)
    opening: str
    amount: tuple[str, ...]
    calendar: tuple[str, ...]
    payments: tuple[str, ...]
    report: tuple[str, ...]
    repayment: tuple[str, ...]
    changes: tuple[str, ...] = ()


_CITIZENS_FILING: Final = "la requête peut être déposée par Télérecours citoyens, à l’adresse www.telerecours.fr"
_PROPORTION: Final = (
    "Ce montant est un maximum. Si la dépense éligible justifiée est inférieure à la dépense prévisionnelle, il est "
    "réduit à due proportion ; il n’est jamais augmenté."
)
_EXTENSION: Final = (
    "Toute prolongation se demande par écrit avant cette dernière date, avec ses motifs, et fait l’objet d’un acte "
    "modificatif."
)
_CONTROL: Final = (
    "Le bénéficiaire tient à la disposition de l’administration, pendant cinq ans, les pièces qui justifient de "
    "l’emploi des fonds, et se prête à tout contrôle sur pièces ou sur place. Il mentionne le soutien de l’État dans "
    "ses communications sur le projet."
)
_MISUSE: Final = (
    "Tout ou partie des sommes versées est reversé au Trésor public lorsqu’elles n’ont pas été employées, qu’elles "
    "l’ont été à un autre objet, que le projet a été modifié substantiellement sans accord écrit ou que le compte "
    "rendu n’a pas été remis. Le bénéficiaire est mis à même de présenter ses observations écrites avant la décision "
    "de reversement."
)
_CHANGES: Final = (
    "Toute modification de la présente convention fait l’objet d’un avenant signé des deux parties.",
    "En cas de manquement d’une partie à ses obligations, l’autre peut la résilier un mois après une mise en demeure "
    "par lettre recommandée avec accusé de réception restée sans effet.",
    "La convention prend effet à sa notification et prend fin lorsque le compte rendu final est accepté et que les "
    "versements et reversements éventuels sont soldés. Les litiges nés de son exécution relèvent, à défaut d’accord "
    "amiable, du tribunal administratif désigné ci-après.",
)
_PLEDGE: Final = (
    "Le manquement au contrat d’engagement républicain entraîne le retrait de la subvention dans les conditions "
    "prévues à l’article 10-1 de la loi n° 2000-321 du 12 avril 2000 et par le décret n° 2021-1947 du 31 décembre 2021."
)
_ASSOCIATION_REPORT: Final = (
    "Il produit en outre, dans les six mois suivant la fin de l’exercice pour lequel la subvention est attribuée, le "
    "compte rendu financier prévu à l’article 10 de la loi n° 2000-321 du 12 avril 2000, établi selon l’arrêté du "
    "11 octobre 2006.",
    _CONTROL,
)
_SIXTY_DAYS: Final = (
    "À défaut d’échéance ou d’événement fixé ci-dessus, le versement intervient dans les soixante jours suivant la "
    "notification (article 10 de la loi n° 2000-321 du 12 avril 2000), sur le compte bancaire que le bénéficiaire a "
    "fait connaître."
)

_STATE_SERVICE: Final = Clauses(
    act_name="Décision",
    subject="portant mise à disposition de crédits",
    verb="Décide",
    named_act="la décision",
    this_act="la présente décision",
    of_this_act="de la présente décision",
    of_aid="de la mise à disposition de crédits",
    expense="éligible",
    label="Service",
    receiver="le service",
    repayment_title="Restitution",
    filing=_CITIZENS_FILING,
    opening="Des crédits sont mis à la disposition du service de l’État désigné ci-dessous.",
    amount=(
        "Ce montant est un maximum, en autorisations d’engagement et en crédits de paiement. S’agissant d’une "
        "opération interne à l’État, il ne constitue pas une subvention.",
    ),
    calendar=(_EXTENSION,),
    payments=("Les crédits sont employés dans les règles de la gestion budgétaire et comptable publique.",),
    report=("Le service mentionne le soutien du laboratoire dans ses communications sur le projet.",),
    repayment=(
        "Les crédits qui n’ont pas été engagés à la date de fin du projet, ou qui ne peuvent plus l’être conformément "
        "à son objet, sont restitués au programme d’origine. Leur emploi à un autre objet est soumis à l’accord "
        "préalable de l’autorité signataire.",
    ),
)
_ASSOCIATION_ORDER: Final = Clauses(
    act_name="Arrêté",
    subject="portant attribution d’une subvention",
    verb="Arrête",
    named_act="l’arrêté",
    this_act="le présent arrêté",
    of_this_act="du présent arrêté",
    of_aid="de la subvention",
    expense="éligible",
    label="Bénéficiaire",
    receiver="le bénéficiaire",
    repayment_title="Reversement",
    filing=_CITIZENS_FILING,
    opening="Une subvention est attribuée à l’association désignée ci-dessous.",
    amount=(_PROPORTION,),
    calendar=(_EXTENSION,),
    payments=(_SIXTY_DAYS,),
    report=_ASSOCIATION_REPORT,
    repayment=(_MISUSE, _PLEDGE),
)
_ASSOCIATION_AGREEMENT: Final = Clauses(
    act_name="Convention",
    subject="relative à l’attribution d’une subvention",
    verb="Il est convenu ce qui suit",
    named_act="la convention",
    this_act="la présente convention",
    of_this_act="de la présente convention",
    of_aid="de la subvention",
    expense="éligible",
    label="Bénéficiaire",
    receiver="le bénéficiaire",
    repayment_title="Reversement",
    filing=_CITIZENS_FILING,
    opening="La présente convention a pour objet l’attribution d’une subvention de l’État à l’association désignée "
    "ci-dessous, à l’initiative et sous la responsabilité de laquelle le projet est conduit.",
    amount=(
        _PROPORTION,
        "Le total des subventions attribuées à l’association pour l’année par l’autorité signataire dépassant "
        "23 000 €, la présente convention est conclue en application de l’article 10 de la loi n° 2000-321 du "
        "12 avril 2000 et de l’article 1er du décret n° 2001-495 du 6 juin 2001.",
    ),
    calendar=(_EXTENSION,),
    payments=(_SIXTY_DAYS,),
    report=_ASSOCIATION_REPORT,
    repayment=(_MISUSE, _PLEDGE),
    changes=_CHANGES,
)
_LOCAL_INVESTMENT: Final = Clauses(
    act_name="Arrêté",
    subject="portant attribution d’une subvention d’investissement",
    verb="Arrête",
    named_act="l’arrêté",
    this_act="le présent arrêté",
    of_this_act="du présent arrêté",
    of_aid="de la subvention",
    expense="subventionnable",
    label="Bénéficiaire",
    receiver="le bénéficiaire",
    repayment_title="Reversement",
    filing="la requête est déposée par Télérecours, ou par Télérecours citoyens pour une commune de moins de "
    "3 500 habitants, à l’adresse www.telerecours.fr",
    opening="Une subvention d’investissement est attribuée à la collectivité ou au groupement désigné ci-dessous, "
    "maître d’ouvrage du projet.",
    amount=(
        "Le montant définitif résulte de l’application de ce taux à la dépense réelle, dans la limite du montant "
        "maximal.",
        "Il ne peut porter le total des aides publiques au-delà du montant prévisionnel de la dépense subventionnable "
        "(article 10 du décret n° 2018-514 du 25 juin 2018), ni réduire la participation minimale du maître d’ouvrage "
        "au-dessous de celle que fixe l’article L. 1111-10 du code général des collectivités territoriales.",
    ),
    calendar=(
        "Le bénéficiaire informe sans délai l’autorité signataire du commencement d’exécution, constitué par le "
        "premier acte juridique passé pour réaliser le projet, puis de son achèvement.",
        _EXTENSION,
    ),
    payments=(
        "Dans les conditions de l’article 12 du décret n° 2018-514 du 25 juin 2018, l’avance n’excède pas 30 % du "
        "montant maximal, et les acomptes, avance comprise, 80 % ; le solde est versé sur justification de la "
        "réalisation du projet et de sa conformité au présent arrêté.",
    ),
    report=(_CONTROL,),
    repayment=(
        "En application de l’article 14 du décret n° 2018-514 du 25 juin 2018, l’autorité signataire exige le "
        "reversement total ou partiel de la subvention : si son objet ou l’affectation de l’investissement ont été "
        "modifiés sans autorisation ; si le montant des aides publiques perçues dépasse celui que permet l’article 10 "
        "du même décret ; si le projet n’est pas réalisé au terme du délai prévu à l’article 4, éventuellement "
        "modifié, ou si les obligations de l’article 13 du même décret n’ont pas été respectées.",
    ),
)
_PUBLIC_BODY: Final = Clauses(
    act_name="Convention",
    subject="relative au financement d’un projet",
    verb="Il est convenu ce qui suit",
    named_act="la convention",
    this_act="la présente convention",
    of_this_act="de la présente convention",
    of_aid="du financement",
    expense="éligible",
    label="Bénéficiaire",
    receiver="le bénéficiaire",
    repayment_title="Reversement",
    filing="la requête est déposée par Télérecours, à l’adresse www.telerecours.fr",
    opening="La présente convention a pour objet le financement, par l’État, d’un projet conduit par l’établissement "
    "public désigné ci-dessous.",
    amount=(_PROPORTION,),
    calendar=(_EXTENSION,),
    payments=("Les sommes sont versées sur le compte que l’agent comptable de l’établissement a fait connaître.",),
    report=(_CONTROL,),
    repayment=(_MISUSE,),
    changes=_CHANGES,
)

CLAUSES: Final = {
    Route.STATE_SERVICE: _STATE_SERVICE,
    Route.ASSOCIATION_ORDER: _ASSOCIATION_ORDER,
    Route.ASSOCIATION_AGREEMENT: _ASSOCIATION_AGREEMENT,
    Route.LOCAL_INVESTMENT: _LOCAL_INVESTMENT,
    Route.PUBLIC_BODY: _PUBLIC_BODY,
}
