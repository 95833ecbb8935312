"""What the demo's leaders join to their dossiers: a letter and a quote, invented, that say so."""

from django.core.files.base import ContentFile
from django.utils.html import escape
from weasyprint import HTML

from accounts.models import User
from dossiers.models import Dossier

LETTER = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Lettre de soutien</title></head><body>
<h1>Lettre de soutien</h1>
<p>Nous soutenons le projet « {title} », porté par {leader}, et y consacrerons une demi-journée par semaine.</p>
<p><em>Document d’exemple : personne ne l’a signé.</em></p>
</body></html>"""
QUOTE = (
    "Poste;Quantité;Montant TTC\r\nAteliers avec les usagers;4;4 800,00\r\nPrototype;1;6 500,00\r\n"
    "Document d’exemple;0;0,00\r\n"
)


def papers(dossier: Dossier, leader: User) -> list[ContentFile[bytes]]:
    """The files of one dossier, as its leader has them."""
    html = LETTER.format(title=escape(dossier.title), leader=escape(leader.full_name))
    pdf: bytes = HTML(string=html).write_pdf()
    return [ContentFile(pdf, "Lettre de soutien.pdf"), ContentFile(QUOTE.encode("cp1252"), "Devis ateliers.csv")]
