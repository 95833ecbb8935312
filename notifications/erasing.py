"""What the outbox keeps of a person: the mails sent to them."""

from accounts.erasing import erased_address, eraser
from accounts.models import User
from notifications.models import Message


@eraser
def mails(user: User) -> None:
    """Those that wait are called off; of those that left, only what and when stays: neither address nor words."""
    theirs = Message.objects.filter(recipient=user) | Message.objects.filter(recipient=None, address=user.email)
    pks = list(theirs.values_list("pk", flat=True))
    found = Message.objects.filter(pk__in=pks)
    found.filter(sent_at=None, grouped_in=None, grouped=None).delete()
    found.update(address=erased_address(user), context={}, last_error="", failed_at=None)
