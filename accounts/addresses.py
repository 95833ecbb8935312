"""Verified e-mail addresses: the one thing that opens an account."""

from allauth.account.models import EmailAddress

from accounts.models.users import User


def prove_address(user: User) -> None:
    """Record that the person reads the mail sent to their address; it becomes their one, verified, address."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def is_proved(user: User) -> bool:
    """Whether someone showed that they read the mail sent to this account's address."""
    return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
