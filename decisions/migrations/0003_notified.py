"""When the leaders were told of a signed act: with its signature, for those signed before it could be later."""

from typing import Any

import django.db.models
from django.conf import settings
from django.db import migrations, models


def told_as_signed(apps: Any, _editor: Any) -> None:
    signed = apps.get_model("decisions", "Act").objects.filter(signed_at__isnull=False)
    signed.update(notified_at=models.F("signed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0002_receipts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="act",
            name="notified_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="notifié le"),
        ),
        migrations.RunPython(told_as_signed, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("notified_at", None),
                    models.Q(
                        ("notified_at__gte", django.db.models.F("signed_at")),
                        ("signed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="act_notified_once_signed",
            ),
        ),
    ]
