"""The day on which silence refuses a request, as a column; set for the requests that wait for a decision."""

from django.conf import settings
from django.db import migrations, models

from dossiers.receipt.silence import implicit_decision_on
from workflow.clock import day_of

SETTLED = ["granted", "closed", "refused", "inadmissible", "withdrawn"]


def wind(apps, schema_editor):
    Dossier, LogEntry = apps.get_model("dossiers", "Dossier"), apps.get_model("workflow", "LogEntry")
    decided = LogEntry.objects.filter(process="dossier", target__in=SETTLED).values("case_id")
    waiting = Dossier.objects.filter(deposited_at__isnull=False).exclude(state__in=SETTLED).exclude(pk__in=decided)
    for pk, kind, deposited_at in waiting.values_list("pk", "beneficiary_kind", "deposited_at"):
        day = implicit_decision_on(kind, day_of(deposited_at))
        Dossier.objects.filter(pk=pk).update(implicit_decision_on=day)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("dossiers", "0003_missions"),
        ("workflow", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="implicit_decision_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="refus implicite le"),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("implicit_decision_on__isnull", False)),
                fields=["implicit_decision_on"],
                name="dossier_by_silence",
            ),
        ),
        migrations.RunPython(wind, migrations.RunPython.noop),
    ]
