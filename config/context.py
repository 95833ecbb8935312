"""What every template may name of the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """The lab's name and the branding, for the header, the footer and the titles."""
    return {
        "LAB_NAME": settings.LAB_NAME,
        "LAB_TAGLINE": settings.LAB_TAGLINE,
        "BRANDING": settings.BRANDING,
        "DEMO": settings.DEMO,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "PUBLISHER": settings.PUBLISHER,
        "HOSTING": settings.HOSTING,
    }
