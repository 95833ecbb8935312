import accounts.tables
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        accounts.tables.Tables(
            operations=[
                migrations.CreateModel(
                    name='LogEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('process', models.CharField(max_length=20)),
                        ('case_id', models.UUIDField()),
                        ('seq', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('actor_ref', models.CharField(max_length=36)),
                        ('cause_ref', models.CharField(blank=True, max_length=36)),
                        ('event', models.CharField(max_length=40)),
                        ('source', models.CharField(blank=True, max_length=20)),
                        ('target', models.CharField(blank=True, max_length=20)),
                        ('version', models.PositiveIntegerField()),
                        ('payload', models.TextField()),
                        ('prev_hash', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                    ],
                    options={
                        'verbose_name': 'ligne du journal',
                        'ordering': ['case_id', 'seq'],
                        'constraints': [models.UniqueConstraint(fields=('case_id', 'seq'), name='log_one_entry_a_seq')],
                    },
                ),
                migrations.CreateModel(
                    name='LogText',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='workflow.logentry')),
                        ('name', models.CharField(max_length=40)),
                        ('salt', models.CharField(max_length=32)),
                        ('text', models.TextField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('entry', 'name'), name='log_text_one_a_name')],
                    },
                ),
                migrations.CreateModel(
                    name='Anchor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(unique=True, verbose_name='numéro')),
                        ('day', models.DateField(unique=True, verbose_name='jour')),
                        ('at', models.DateTimeField(verbose_name='établie le')),
                        ('statement', models.TextField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('moved', models.TextField(blank=True)),
                        ('signature', models.BinaryField(null=True)),
                        ('stamp', models.BinaryField(null=True)),
                        ('seals_sha256', models.CharField(blank=True, max_length=64)),
                        ('tried_at', models.DateTimeField(null=True)),
                        ('published_at', models.DateTimeField(null=True, verbose_name='publiée le')),
                    ],
                    options={
                        'verbose_name': 'tête du journal',
                        'verbose_name_plural': 'têtes du journal',
                        'ordering': ['number'],
                        'indexes': [models.Index(condition=models.Q(('published_at', None)), fields=['number'], name='anchor_to_complete')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='anchor_number_from_one')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('process', models.CharField(max_length=20)),
                        ('case_id', models.UUIDField()),
                        ('state', models.CharField(max_length=20, verbose_name='état')),
                        ('kind', models.CharField(max_length=40, verbose_name='nature')),
                        ('label', models.CharField(max_length=200, verbose_name='à faire')),
                        ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to=settings.AUTH_USER_MODEL)),
                        ('role', models.CharField(blank=True, choices=[('leader', 'porteur de projet'), ('referent', 'référent de l’innovation'), ('team', 'équipe projet'), ('team_lead', 'coordination'), ('copil_member', 'membre du COPIL'), ('copil_chair', 'présidence du COPIL'), ('copil_secretary', 'secrétariat du COPIL'), ('signatory', 'signataire'), ('auditor', 'contrôle'), ('admin', 'administration'), ('system', 'automate')], max_length=20, verbose_name='rôle')),
                        ('opened_at', models.DateTimeField(verbose_name='ouvert le')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='échéance')),
                        ('paused_on', models.DateField(blank=True, null=True, verbose_name='en pause depuis')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='terminé le')),
                        ('outcome', models.CharField(blank=True, max_length=20, verbose_name='issue')),
                    ],
                    options={
                        'verbose_name': 'tâche',
                        'ordering': ['due_on', 'pk'],
                        'indexes': [models.Index(condition=models.Q(('closed_at', None), ('paused_on', None)), fields=['assignee', 'due_on'], name='workitem_mine'), models.Index(condition=models.Q(('closed_at', None), ('paused_on', None)), fields=['role', 'due_on'], name='workitem_role'), models.Index(condition=models.Q(('closed_at', None)), fields=['case_id'], name='workitem_case')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('assignee__isnull', False), models.Q(('role', ''), _negated=True), _connector='OR'), name='workitem_is_somebodys'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='workitem_closed_with_an_outcome'), models.UniqueConstraint(condition=models.Q(('assignee__isnull', False), ('closed_at', None)), fields=('case_id', 'kind', 'assignee'), name='workitem_one_open_a_person'), models.UniqueConstraint(condition=models.Q(('assignee__isnull', True), ('closed_at', None)), fields=('case_id', 'kind', 'role'), name='workitem_one_open_a_role')],
                    },
                ),
                migrations.CreateModel(
                    name='Request',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('case_id', models.UUIDField()),
                        ('key', models.CharField(max_length=64)),
                        ('digest', models.CharField(max_length=64)),
                        ('verb', models.CharField(max_length=40)),
                        ('state', models.CharField(max_length=20)),
                        ('version', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('case_id', 'key'), name='request_one_a_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Edge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('process', models.CharField(max_length=20)),
                        ('source', models.CharField(max_length=20)),
                        ('target', models.CharField(max_length=20)),
                        ('recall', models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('process', 'source', 'target', 'recall'), name='edge_once')],
                    },
                ),
            ],
        ),
    ]
