"""The team's own order in the demo lab: its labels, who follows what, a view that is kept, last week's review."""

from collections.abc import Sequence
from datetime import timedelta

from dossiers.actions.labels import add_label, make_label, set_follower
from dossiers.actions.views import save_view
from dossiers.actions.weekly import close_weekly_review
from dossiers.models.labels import Colour
from lab.demo.people import Cast
from lab.demo.story import Life, done
from workflow import clock

LABELS = (
    ("À rencontrer", Colour.GREEN_MENTHE),
    ("Numérique", Colour.BLUE_CUMULUS),
    ("Ruralité", Colour.GREEN_BOURGEON),
    ("Suivi rapproché", Colour.ORANGE),
)


def tell(lives: Sequence[Life], people: Cast) -> None:
    """On the deposited dossiers of the present call: one in two is followed by name, one in three has a label."""
    today = lives[0].today
    with clock.at(today - timedelta(days=7)):
        done(close_weekly_review(by=people.team_lead))
    labels = [done(make_label(name=name, colour=colour, by=people.team_lead)) for name, colour in LABELS]
    deposited = [life for life in lives if life.refresh().deposited_at is not None]
    for n, life in enumerate(deposited):
        with life.on(-1):
            if n % 2 == 0:
                done(
                    set_follower(
                        dossier=life.dossier, follower=people.team[n // 2 % len(people.team)], by=people.team[0]
                    )
                )
            if n % 3 == 0:
                done(add_label(dossier=life.dossier, label=labels[n // 3 % len(labels)], by=people.team[0]))
    query = f"label={labels[-1].pk}&sort=due"
    done(save_view(name="À suivre de près", query=query, by=people.team[0]))
