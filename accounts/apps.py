from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Personnes"

    def ready(self) -> None:
        from accounts import erasing
