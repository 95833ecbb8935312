"""Who is told what by mail about reviews."""

from django.urls import reverse

from accounts.models import User
from dossiers.wording import written_day
from notifications import outbox
from scoring.models import Review


def review_assigned(*, review: Review, by: User) -> None:
    context = {
        "dossier": str(review.dossier),
        "by": by.full_name,
        "due": written_day(review.due_on),
        "link": reverse("scoring:review", args=[review.dossier.reference]),
    }
    outbox.queue(to=review.reviewer, template="review_assigned", context=context, key=f"review_assigned:{review.pk}")
