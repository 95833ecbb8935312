"""How a seat says that it will come."""

from django.utils.translation import gettext as _

from copil.models import Seat


def announced_choices(seat: Seat) -> list[tuple[str, str]]:
    """What that seat can say: nobody stands in where there is no substitute."""
    found = [
        (Seat.Attends.TITULAR.value, _("Le titulaire sera présent")),
        (Seat.Attends.REMOTE.value, _("Le titulaire participera à distance")),
    ]
    if seat.substitute is not None:
        sentence = _("Le suppléant siégera : %(name)s") % {"name": seat.substitute.full_name}
        found.append((Seat.Attends.SUBSTITUTE.value, sentence))
    return [*found, (Seat.Attends.NO.value, _("Personne ne viendra"))]


def announced_words(seat: Seat) -> str:
    """What a seat has said, in two words; empty when it has not."""
    words = {
        Seat.Attends.TITULAR: _("annoncé présent"),
        Seat.Attends.REMOTE: _("annoncé à distance"),
        Seat.Attends.SUBSTITUTE: _("suppléant annoncé"),
        Seat.Attends.NO: _("annoncé absent"),
    }
    return words[Seat.Attends(seat.announced)] if seat.announced else ""
