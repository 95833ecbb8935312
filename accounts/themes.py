"""What public innovation projects are about: what a dossier says of itself, and what a référent follows.

Pure Python: the form's questions name these themes as data.
"""


def _(text: str) -> str:
    """Marks a French text for translation without importing Django."""
    return text


#: Codes and labels, in the order in which people choose.
THEMES: tuple[tuple[str, str], ...] = (
    ("reception", _("Accueil et parcours des usagers")),
    ("simplification", _("Simplification des démarches")),
    ("digital", _("Numérique et données")),
    ("ecology", _("Transition écologique")),
    ("people", _("Ressources humaines et management")),
    ("territories", _("Territoires et partenariats locaux")),
    ("participation", _("Participation des usagers et des citoyens")),
    ("inclusion", _("Accès aux droits et inclusion")),
)
