import accounts.tables
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('dossiers', '0001_initial'),
    ]

    operations = [
        accounts.tables.Tables(
            operations=[
                migrations.CreateModel(
                    name='ActCounter',
                    fields=[
                        ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='Act',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='dossiers.dossier')),
                        ('number', models.CharField(max_length=20, unique=True, verbose_name='numéro')),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='code de vérification')),
                        ('kind', models.CharField(choices=[('grant', 'accord'), ('refusal', 'refus'), ('inadmissibility', 'irrecevabilité')], max_length=20, verbose_name='décision')),
                        ('route', models.CharField(max_length=30, verbose_name='forme')),
                        ('title', models.CharField(max_length=200, verbose_name='projet')),
                        ('beneficiary', models.CharField(max_length=200, verbose_name='bénéficiaire')),
                        ('words', models.TextField(editable=False)),
                        ('amount', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='montant')),
                        ('reasons_law', models.TextField(blank=True, verbose_name='motifs de droit')),
                        ('reasons_fact', models.TextField(blank=True, verbose_name='motifs de fait')),
                        ('amendment', models.PositiveSmallIntegerField(default=0, verbose_name='avenant n°')),
                        ('report_due', models.DateField(blank=True, null=True, verbose_name='compte rendu final attendu le')),
                        ('status', models.CharField(choices=[('prepared', 'préparé'), ('in_force', 'en vigueur'), ('superseded', 'remplacé ou retiré'), ('dropped', 'abandonné avant signature')], default='prepared', max_length=12, verbose_name='état')),
                        ('template_version', models.CharField(max_length=20)),
                        ('basis_sha256', models.CharField(max_length=64)),
                        ('inputs', models.TextField()),
                        ('inputs_sha256', models.CharField(max_length=64)),
                        ('terms_sha256', models.CharField(max_length=64)),
                        ('pdf_sha256', models.CharField(max_length=64)),
                        ('letter_sha256', models.CharField(max_length=64)),
                        ('prepared_at', models.DateTimeField()),
                        ('signatory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to=settings.AUTH_USER_MODEL)),
                        ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='accounts.delegation')),
                        ('countersigned_on', models.DateField(blank=True, null=True, verbose_name='signée par le bénéficiaire le')),
                        ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signé le')),
                        ('notified_at', models.DateTimeField(blank=True, null=True, verbose_name='notifié le')),
                        ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='decisions.act')),
                        ('superseded_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name': 'acte',
                        'ordering': ['-prepared_at', 'pk'],
                        'indexes': [models.Index(fields=['-signed_at'], name='act_by_signature'), models.Index(fields=['pdf_sha256'], name='act_by_bytes'), models.Index(fields=['letter_sha256'], name='act_by_letter_bytes')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'in_force')), fields=('dossier',), name='act_one_in_force'), models.UniqueConstraint(condition=models.Q(('status', 'prepared')), fields=('dossier',), name='act_one_prepared'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('status__in', ['prepared', 'dropped']), ('superseded_at', None)), models.Q(('signed_at__isnull', False), ('status', 'in_force'), ('superseded_at', None)), models.Q(('signed_at__isnull', False), ('status', 'superseded'), ('superseded_at__gte', models.F('signed_at'))), _connector='OR'), name='act_status_has_its_dates'), models.CheckConstraint(condition=models.Q(('notified_at', None), models.Q(('notified_at__gte', models.F('signed_at')), ('signed_at__isnull', False)), _connector='OR'), name='act_notified_once_signed'), models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind', 'grant')), models.Q(models.Q(('kind', 'grant'), _negated=True), ('amount', 0), models.Q(('reasons_law', ''), _negated=True), models.Q(('reasons_fact', ''), _negated=True)), _connector='OR'), name='act_grants_an_amount_or_says_why_not')],
                    },
                ),
                migrations.CreateModel(
                    name='ActFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='decisions.act')),
                        ('part', models.CharField(choices=[('act', 'acte'), ('letter', 'lettre de notification')], max_length=10)),
                        ('content', models.BinaryField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('act', 'part'), name='act_file_one_a_part')],
                    },
                ),
                migrations.CreateModel(
                    name='ConditionDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='condition_days', to='dossiers.dossier')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('text', models.TextField()),
                        ('due_on', models.DateField(verbose_name='à lever au plus tard le')),
                        ('before_payment', models.BooleanField(default=True, verbose_name='avant tout versement')),
                    ],
                    options={
                        'verbose_name': 'date d’une réserve',
                        'ordering': ['dossier', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'number'), name='condition_day_one_a_condition')],
                    },
                ),
                migrations.CreateModel(
                    name='Receipt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='dossiers.dossier')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='code de vérification')),
                        ('kind', models.CharField(choices=[('deposit', 'demande reçue'), ('incomplete', 'demande incomplète'), ('complete', 'demande complète')], max_length=12)),
                        ('template_version', models.CharField(max_length=20)),
                        ('inputs', models.TextField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('made_at', models.DateTimeField(verbose_name='établi le')),
                    ],
                    options={
                        'verbose_name': 'accusé de réception',
                        'ordering': ['dossier', 'number'],
                        'indexes': [models.Index(fields=['sha256'], name='receipt_by_bytes')],
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'number'), name='receipt_one_a_number')],
                    },
                ),
                migrations.CreateModel(
                    name='ReceiptFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='file', to='decisions.receipt')),
                        ('content', models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Wording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.CharField(max_length=40, verbose_name='document')),
                        ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                        ('texts', models.JSONField(verbose_name='textes')),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('written_at', models.DateTimeField(verbose_name='écrit le')),
                        ('reason', models.TextField(blank=True, default='', verbose_name='motif')),
                        ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='mis en service le')),
                    ],
                    options={
                        'verbose_name': 'textes d’un document',
                        'ordering': ['document', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('document', 'version'), name='wording_one_a_version'), models.UniqueConstraint(condition=models.Q(('used_at', None)), fields=('document',), name='wording_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('used_at', None), ('used_by', None)), models.Q(('used_at__isnull', False), ('used_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='wording_in_use_says_why')],
                    },
                ),
            ],
        ),
    ]
