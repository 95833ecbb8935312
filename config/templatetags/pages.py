"""Tags that help find one's way: the menu and the breadcrumb; a builtin: templates load nothing."""

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context

from config.navigation import Link, links_for

register = template.Library()


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, list[Link]]:
    """The main menu of the person who reads the page."""
    request = context.get("request")
    return {"links": links_for(context.get("user") or AnonymousUser(), request.path if request else "")}


@register.inclusion_tag("components/breadcrumb.html")
def crumbs(*steps: str) -> dict[str, object]:
    """`{% crumbs "Dossiers" dossiers_url "LO-2026-0012" %}`: label, address, … and last this page's label.

    The home page comes first by itself.
    """
    return {"steps": list(zip(steps[:-1:2], steps[1::2], strict=True)), "here": steps[-1]}
