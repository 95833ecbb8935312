"""A person's own views of the list: named, renamed, removed, one of them shown first. They concern nobody else."""

from django.utils.translation import gettext as _

from accounts.models import User
from dossiers.actions.doing import verb
from dossiers.desk.listing import FILTERING
from dossiers.form.values import plain
from dossiers.models import SavedView
from workflow.perform import FORBIDDEN
from workflow.verdict import Refusal, Refused, Why, unmet

MAX_NAME, MAX_QUERY, MAX_VIEWS = 60, 1000, 20


@verb
def save_view(*, name: str, query: str, by: User, shown_first: bool = False) -> SavedView:
    """Keeps these filters under that name; the same name and filters sent twice are kept once."""
    if not by.is_active or not by.roles & FILTERING:
        raise Refused(Refusal(Why.FORBIDDEN, FORBIDDEN))
    views = _locked(by)
    said = _name(name)
    if not query or len(query) > MAX_QUERY:
        raise unmet("query", _("Choisissez d’abord des filtres ou un ordre : ce sont eux que la vue garde."))
    known = next((view for view in views if view.name == said), None)
    if known is not None and known.query != query:
        raise unmet("name", _("Vous avez déjà une vue de ce nom."), lifted_by=_("vous"))
    if known is None and len(views) >= MAX_VIEWS:
        raise unmet("name", _("Vous avez déjà %(max)s vues : retirez-en une.") % {"max": MAX_VIEWS})
    view = known or SavedView.objects.create(person=by, name=said, query=query)
    if shown_first:
        _show_first(view)
    return view


@verb
def rename_view(*, view: SavedView, name: str, by: User) -> SavedView:
    """Gives a view of one's own another name."""
    views = _locked(by)
    own = _own(views, view)
    said = _name(name)
    if any(other.name == said and other.pk != own.pk for other in views):
        raise unmet("name", _("Vous avez déjà une vue de ce nom."), lifted_by=_("vous"))
    own.name = said
    own.save(update_fields=["name"])
    return own


@verb
def remove_view(*, view: SavedView, by: User) -> None:
    """Forgets a view of one's own."""
    _own(_locked(by), view).delete()


@verb
def show_view_first(*, view: SavedView, first: bool, by: User) -> SavedView:
    """Makes a view of one's own the one that the list opens with, or no more."""
    own = _own(_locked(by), view)
    if first:
        _show_first(own)
    else:
        SavedView.objects.filter(pk=own.pk).update(is_default=False)
    return own


def _show_first(view: SavedView) -> None:
    SavedView.objects.filter(person=view.person, is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk).update(is_default=True)


def _locked(by: User) -> list[SavedView]:
    """The person's views as they are now; their row is locked, so that two windows do not both add the last one."""
    User.objects.select_for_update().get(pk=by.pk)
    return list(SavedView.objects.filter(person=by))


def _own(views: list[SavedView], view: SavedView) -> SavedView:
    own = next((one for one in views if one.pk == view.pk), None)
    if own is None:
        raise Refused(Refusal(Why.WRONG_STATE, _("Cette vue n’existe plus.")))
    return own


def _name(name: str) -> str:
    said = " ".join(plain(name).split())
    if not said:
        raise unmet("name", _("Donnez un nom à la vue."), lifted_by=_("vous"))
    if len(said) > MAX_NAME:
        raise unmet("name", _("%(max)s caractères au plus.") % {"max": MAX_NAME}, lifted_by=_("vous"))
    return said
