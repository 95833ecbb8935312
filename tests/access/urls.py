"""The site's addresses, but for the page of what is not found: it is asked for a thousand times here, and looked at
elsewhere.
"""

from django.http import HttpRequest, HttpResponse

from config.urls import urlpatterns as urlpatterns


def handler404(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)
