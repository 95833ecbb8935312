import accounts.tables
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [  # as a database from before knows it
        ('audit', '0001_export'),
        ('audit', '0002_missions_and_consultations'),
        ('audit', '0003_one_dossier'),
        ('audit', '0004_mission_by_invitation'),
    ]

    dependencies = [
        ('accounts', '0001_initial'),
        ('copil', '0001_initial'),
        ('dossiers', '0001_initial'),
    ]

    operations = [
        accounts.tables.Tables(
            operations=[
                migrations.CreateModel(
                    name='Consultation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='le')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('mission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.roleholding')),
                        ('page', models.CharField(max_length=60)),
                        ('about', models.CharField(blank=True, max_length=60, verbose_name='objet')),
                        ('query', models.CharField(blank=True, max_length=400, verbose_name='recherche')),
                    ],
                    options={
                        'verbose_name': 'consultation',
                        'ordering': ['-at', '-pk'],
                        'indexes': [models.Index(fields=['-at', '-id'], name='consultation_by_date'), models.Index(fields=['person', '-at', '-id'], name='consultation_by_person'), models.Index(fields=['about', '-at', '-id'], name='consultation_by_object')],
                    },
                ),
                migrations.CreateModel(
                    name='Export',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('kind', models.CharField(choices=[('sessions', 'des séances du COPIL'), ('calls', 'des appels'), ('period', 'une période'), ('all', 'tous les dossiers'), ('dossier', 'un dossier')], max_length=10, verbose_name='portée')),
                        ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.call')),
                        ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='copil.session')),
                        ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
                        ('rights', models.CharField(blank=True, max_length=64)),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='du')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='au')),
                        ('asked_at', models.DateTimeField(verbose_name='demandée le')),
                        ('dossiers', models.PositiveIntegerField(default=0)),
                        ('acts', models.PositiveIntegerField(default=0)),
                        ('dossiers_done', models.PositiveIntegerField(default=0)),
                        ('acts_done', models.PositiveIntegerField(default=0)),
                        ('files', models.PositiveIntegerField(default=0)),
                        ('beat_at', models.DateTimeField()),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('failed_at', models.DateTimeField(blank=True, null=True)),
                        ('removed_at', models.DateTimeField(blank=True, null=True)),
                        ('size', models.PositiveBigIntegerField(default=0)),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('manifest_sha256', models.CharField(blank=True, max_length=64)),
                        ('missions', models.ManyToManyField(related_name='+', to='accounts.roleholding')),
                    ],
                    options={
                        'verbose_name': 'archive de contrôle',
                        'verbose_name_plural': 'archives de contrôle',
                        'ordering': ['-asked_at', 'pk'],
                        'indexes': [models.Index(fields=['asked_by', '-asked_at'], name='export_mine'), models.Index(condition=models.Q(('removed_at', None)), fields=['asked_at'], name='export_to_remove')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('dossier', None), ('rights', ''), models.Q(models.Q(('call__isnull', False), ('ends_on', None), ('kind', 'calls'), ('session', None), ('starts_on', None)), models.Q(('call', None), ('ends_on', None), ('kind', 'sessions'), ('session__isnull', False), ('starts_on', None)), models.Q(('call', None), ('kind', 'period'), ('session', None), ('starts_on__lte', models.F('ends_on'))), models.Q(('call', None), ('ends_on', None), ('kind', 'all'), ('session', None), ('starts_on', None)), _connector='OR')), models.Q(('call', None), ('dossier__isnull', False), ('ends_on', None), ('kind', 'dossier'), ('session', None), ('starts_on', None), models.Q(('rights', ''), _negated=True)), _connector='OR'), name='export_kind_has_its_scope'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('sha256', '')), models.Q(('done_at__isnull', False), ('failed_at', None), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='export_done_with_its_hash')],
                    },
                ),
                migrations.CreateModel(
                    name='Mission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('holding', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mission', to='accounts.roleholding')),
                        ('invitation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mission', to='accounts.invitation')),
                        ('kind', models.CharField(choices=[('sessions', 'des séances du COPIL'), ('calls', 'des appels'), ('period', 'une période'), ('all', 'tous les dossiers')], max_length=10, verbose_name='périmètre')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='période : du')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='au')),
                        ('begins_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('ends_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('reason', models.TextField(verbose_name='motif')),
                        ('given_at', models.DateTimeField(verbose_name='donnée le')),
                        ('calls', models.ManyToManyField(blank=True, related_name='+', to='dossiers.call')),
                        ('sessions', models.ManyToManyField(blank=True, related_name='+', to='copil.session')),
                    ],
                    options={
                        'verbose_name': 'mission de contrôle',
                        'verbose_name_plural': 'missions de contrôle',
                        'ordering': ['-given_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('begins_at__lt', models.F('ends_at')), ('kind', 'period'), ('starts_on__lte', models.F('ends_on'))), models.Q(models.Q(('kind', 'period'), _negated=True), ('begins_at', None), ('ends_at', None), ('ends_on', None), ('starts_on', None)), _connector='OR'), name='mission_period_has_its_days'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='mission_has_a_reason'), models.CheckConstraint(condition=models.Q(('holding__isnull', False), ('invitation__isnull', False), _connector='OR'), name='mission_is_somebody_s')],
                    },
                ),
            ],
        ),
    ]
