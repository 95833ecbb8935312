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
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=200, unique=True, verbose_name='clé')),
                        ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='destinataire')),
                        ('address', models.EmailField(max_length=254, verbose_name='adresse')),
                        ('template', models.CharField(max_length=60, verbose_name='modèle')),
                        ('context', models.JSONField(default=dict)),
                        ('thread', models.CharField(blank=True, default='', max_length=100, verbose_name='fil')),
                        ('grouped_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grouped', to='notifications.message', verbose_name='regroupé dans')),
                        ('created_at', models.DateTimeField(verbose_name='créé le')),
                        ('next_try_at', models.DateTimeField(verbose_name='prochain essai')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='parti le')),
                        ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='abandonné le')),
                        ('last_error', models.TextField(blank=True, verbose_name='dernière erreur')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='lu le')),
                    ],
                    options={
                        'verbose_name': 'message',
                        'ordering': ['created_at', 'pk'],
                        'indexes': [models.Index(condition=models.Q(('failed_at', None), ('grouped_in', None), ('sent_at', None)), fields=['next_try_at'], name='message_due'), models.Index(fields=['recipient', '-created_at'], name='message_of_person'), models.Index(fields=['recipient', 'sent_at'], name='message_sent_to'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient', 'thread'], name='message_unread'), models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['failed_at'], name='message_failed')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='message_sent_or_failed_not_both')],
                    },
                ),
                migrations.CreateModel(
                    name='DueNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('case_id', models.UUIDField()),
                        ('task_id', models.BigIntegerField()),
                        ('due_on', models.DateField(verbose_name='échéance')),
                        ('step', models.CharField(choices=[('week_before', 'rappel, sept jours avant'), ('two_days_before', 'rappel, deux jours avant'), ('same_day', 'rappel, le jour même'), ('week_after', 'rappel, sept jours après'), ('passed', 'délai dépassé')], max_length=20, verbose_name='étape')),
                        ('at', models.DateTimeField(verbose_name='le')),
                    ],
                    options={
                        'verbose_name': 'rappel d’échéance',
                        'ordering': ['at', 'pk'],
                        'indexes': [models.Index(fields=['case_id', 'at'], name='duenotice_case')],
                        'constraints': [models.UniqueConstraint(fields=('task_id', 'due_on', 'step'), name='duenotice_once_a_step')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkerBeat',
                    fields=[
                        ('worker_id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('beat_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['worker_id'],
                    },
                ),
            ],
        ),
    ]
