"""What every template may name of the site itself."""

from django.conf import settings
from django.http import HttpRequest


def icon() -> str:
    """The static file of the icon that browsers show beside the title: the State's is for the State's sites."""
    return "dsfr/dist/favicon/favicon.svg" if settings.BRANDING == "state" else "img/jalon.svg"


def site(_request: HttpRequest) -> dict[str, object]:
    """The lab's name and the branding, for the header, the footer and the titles."""
    return {
        "LAB_NAME": settings.LAB_NAME,
        "LAB_TAGLINE": settings.LAB_TAGLINE,
        "BRANDING": settings.BRANDING,
        "ICON": icon(),
        "DEMO": settings.DEMO,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "PUBLISHER": settings.PUBLISHER,
        "HOSTING": settings.HOSTING,
    }
