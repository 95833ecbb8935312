"""The theme of an imported project, which its file does not say: the one whose words its own text holds most."""

from collections.abc import Iterator

from accounts.models import normalised

#: Beginnings of words, without accents, that tell of a theme.
WORDS: dict[str, tuple[str, ...]] = {
    "reception": ("accueil", "parcours", "guichet", "usager", "visite"),
    "simplification": ("simplif", "demarche", "formulaire", "procedure", "delai"),
    "digital": ("numeri", "donnee", "algorithm", "logiciel", "application", "ligne", "ia"),
    "ecology": ("ecolog", "environnement", "energie", "climat", "eau", "dechet", "biodiversite", "foret"),
    "people": ("agent", "management", "recrut", "equipe", "formation", "metier", "competence"),
    "territories": ("territo", "commune", "collectivite", "rural", "quartier", "local"),
    "participation": ("particip", "citoyen", "concert", "consult", "collecti"),
    "inclusion": ("droit", "handicap", "inclus", "precar", "jeune", "social", "sante"),
}
#: A short word must be whole: « ia » begins too many others.
WHOLE = 3
BEGINNINGS = {theme: tuple(word for word in words if len(word) >= WHOLE) for theme, words in WORDS.items()}
#: What is said first says most.
TITLE_WEIGHT, SUMMARY_WEIGHT = 5, 2


def theme_of(title: str, summary: str, description: str) -> str:
    """The code of the theme that the text speaks of most; the first of the list when it speaks of none."""
    counts = dict.fromkeys(WORDS, 0)
    for text, weight in ((title, TITLE_WEIGHT), (summary, SUMMARY_WEIGHT), (description, 1)):
        for word in _words(text):
            for theme, words in WORDS.items():
                counts[theme] += weight * (word in words or word.startswith(BEGINNINGS[theme]))
    return max(counts, key=lambda theme: counts[theme])


def _words(text: str) -> Iterator[str]:
    """The text's words, without case nor accents."""
    for piece in text.split():
        yield from normalised(piece).split()
