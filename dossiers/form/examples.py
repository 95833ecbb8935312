"""An example beside each question: one imaginary project, told from end to end, so that the answers hold together."""


def _(text: str) -> str:
    """Marks a French text for translation without importing Django."""
    return text


#: By the question's name; a question that needs no example has none.
EXAMPLES: dict[str, str] = {
    "title": _("Un accueil commun pour la sous-préfecture et France services"),
    "service": _("Sous-préfecture de Villeneuve"),
    "summary": _(
        "À la sous-préfecture de Villeneuve, un usager sur trois revient parce qu’il lui manque une pièce. Avec France "
        "services et douze usagers, nous voulons dessiner puis essayer pendant six mois un accueil commun : une seule "
        "file, une liste de pièces vérifiée au téléphone, un agent formé aux deux métiers. Nous mesurerons les visites "
        "inutiles avant et après, et publierons le guide pour les autres sous-préfectures."
    ),
    "irritant": _(
        "Un usager sur trois vient deux fois à l’accueil parce qu’il lui manque une pièce. Il perd une demi-journée et "
        "quarante kilomètres ; l’agent refait deux fois la même vérification."
    ),
    "evidence": _(
        "Comptage pendant un mois (avril) : 412 visites, dont 131 inutiles. Dix entretiens avec des usagers, deux "
        "demi-journées d’observation à l’accueil, avis des quatre agents."
    ),
    "users": _(
        "Environ 5 000 usagers par an, dont beaucoup de personnes âgées ou sans voiture, et quatre agents d’accueil."
    ),
    "approach": _(
        "Février : observation et entretiens. Mars : deux ateliers avec usagers et agents, trois maquettes. Avril à "
        "septembre : essai d’un accueil commun deux jours par semaine, ajusté chaque mois. Octobre : bilan et décision."
    ),
    "novelty": _(
        "C’est la première fois que les deux accueils partagent une file et des agents. Ailleurs, ils se renvoient les "
        "usagers. La liste de pièces sera écrite par ceux qui s’en servent."
    ),
    "risks": _(
        "Les horaires des deux services peuvent ne pas s’accorder : nous commencerons par le mardi et le jeudi, déjà "
        "communs. Si les agents ne sont pas remplacés pendant les ateliers, nous les tiendrons après la fermeture."
    ),
    "partners": _(
        "France services de Villeneuve – tient l’accueil avec nous deux jours par semaine – engagé par écrit"
    ),
    "steering": _(
        "Un point d’une heure chaque mois entre la secrétaire générale et la responsable de France services ; les "
        "agents de l’essai y participent."
    ),
    "deliverables": _(
        "Le parcours d’accueil dessiné et essayé\nLa liste de pièces, sur papier et en ligne\n"
        "Le bilan chiffré de l’essai\nLe guide pour les autres sous-préfectures"
    ),
    "expenses": _("Animation de deux ateliers par un designer – prestation – 6 000 €"),
    "resources": _("Lab-O (montant demandé) – 5 000 € ; fonds propres – 1 000 €. Total : 6 000 €, comme les dépenses."),
    "indicator": _("Part des visites qui ne servent à rien"),
    "baseline": _("32 (131 visites sur 412)"),
    "target": _("10"),
    "measured_how": _("Même comptage d’un mois qu’en avril, refait à la fin de l’essai puis un an après."),
    "reuse": _(
        "Toute sous-préfecture voisine d’un France services. Il faut une heure par mois pour se coordonner et un agent "
        "volontaire ; rien à acheter."
    ),
    "shared": _("Le guide, la liste de pièces et les maquettes, sous licence ouverte, sur le site du Lab-O."),
    "interest": _("M. Dupont, référent de l’innovation, est le chef du service qui porte le projet."),
    "name": _("Préfecture de l’Aude – sous-préfecture de Villeneuve"),
    "siret": _("130 025 265 00013"),
    "address": _("1 place de la République, 11000 Villeneuve"),
    "representative_quality": _("présidente"),
}
