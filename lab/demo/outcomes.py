"""What still happens to a vote in the demo lab: an interest found on a dossier that sleeps."""

from collections.abc import Sequence
from datetime import timedelta

from copil import actions as copil_verbs
from lab.demo.fates import Fate
from lab.demo.people import Cast
from lab.demo.story import Life, done

SLEEPS = "Le porteur attend l’arbitrage de sa nouvelle direction."
FOUND = "Sa conjointe dirige le service partenaire depuis septembre."
MEMBER = 2  # a member who votes for what is proposed


def tell(lives: Sequence[Life], people: Cast) -> None:
    """A vote adopted, its dossier suspended, then a tie found: it will be counted again on waking."""
    life = [life for life in lives if life.fate is Fate.TO_SIGN and not life.project.case][-1]
    with life.on(-3):
        until = (life.today + timedelta(days=30)).date()
        life.do("suspend", people.team[0], reason=SLEEPS, until=until)
    with life.on(-1):
        done(
            copil_verbs.record_late_interest(
                dossier=life.refresh(), person=people.members[MEMBER], reason=FOUND, by=people.secretary
            )
        )
