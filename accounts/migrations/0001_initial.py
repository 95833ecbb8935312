import accounts.roles
import accounts.tables
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        accounts.tables.Tables(
            operations=[
                migrations.CreateModel(
                    name='Service',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, unique=True, verbose_name='nom')),
                        ('normalised_name', models.CharField(editable=False, max_length=200, unique=True)),
                        ('department', models.CharField(choices=[('09', 'Ariège (09)'), ('11', 'Aude (11)'), ('12', 'Aveyron (12)'), ('30', 'Gard (30)'), ('31', 'Haute-Garonne (31)'), ('32', 'Gers (32)'), ('34', 'Hérault (34)'), ('46', 'Lot (46)'), ('48', 'Lozère (48)'), ('65', 'Hautes-Pyrénées (65)'), ('66', 'Pyrénées-Orientales (66)'), ('81', 'Tarn (81)'), ('82', 'Tarn-et-Garonne (82)'), ('00', 'Hors Occitanie')], default='00', max_length=2, verbose_name='département')),
                    ],
                    options={
                        'verbose_name': 'service',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                        ('first_name', models.CharField(max_length=100, verbose_name='prénom')),
                        ('last_name', models.CharField(max_length=100, verbose_name='nom')),
                        ('job_title', models.CharField(blank=True, max_length=150, verbose_name='fonction')),
                        ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='accounts.service', verbose_name='service')),
                        ('is_active', models.BooleanField(default=True, verbose_name='compte ouvert')),
                        ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='compte de démonstration')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='effacée le')),
                        ('erased_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'verbose_name': 'personne',
                        'verbose_name_plural': 'personnes',
                        'ordering': ['last_name', 'first_name', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_in_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), ('erased_by', None)), models.Q(('erased_at__isnull', False), ('erased_by__isnull', False), ('is_active', False)), _connector='OR'), name='user_erased_by_someone_for_good')],
                    },
                ),
                migrations.CreateModel(
                    name='ReferentSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sheet', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                        ('departments', models.JSONField(default=list, verbose_name='départements suivis')),
                        ('themes', models.JSONField(default=list, verbose_name='thèmes suivis')),
                        ('updated_at', models.DateTimeField(verbose_name='mise à jour le')),
                        ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'fiche de référent',
                    },
                ),
                migrations.CreateModel(
                    name='Absence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                        ('starts_on', models.DateField(verbose_name='du')),
                        ('ends_on', models.DateField(verbose_name='au')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('recorded_at', models.DateTimeField()),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name': 'absence',
                        'ordering': ['starts_on', 'pk'],
                        'indexes': [models.Index(condition=models.Q(('cancelled_at', None)), fields=['person', 'ends_on'], name='absence_to_come')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='absence_dates_in_order'), models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('person', 'starts_on', 'ends_on'), name='absence_said_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                        ('role', models.CharField(choices=[('referent', 'référent de l’innovation'), ('team', 'équipe projet'), ('team_lead', 'coordination'), ('copil_member', 'membre du COPIL'), ('copil_chair', 'présidence du COPIL'), ('copil_secretary', 'secrétariat du COPIL'), ('signatory', 'signataire'), ('auditor', 'contrôle'), ('admin', 'administration')], max_length=20, verbose_name='rôle')),
                        ('role_starts_on', models.DateField(blank=True, null=True, verbose_name='rôle tenu à partir du')),
                        ('role_ends_on', models.DateField(blank=True, null=True, verbose_name='rôle tenu jusqu’au')),
                        ('scope', models.CharField(blank=True, max_length=40, verbose_name='périmètre')),
                        ('token_sha256', models.CharField(editable=False, max_length=64, unique=True)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('invited_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('expires_at', models.DateTimeField()),
                        ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('accepted_at', models.DateTimeField(blank=True, null=True)),
                        ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'invitation',
                        'ordering': ['-invited_at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_by_someone_at_some_time'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='invitation_accepted_or_withdrawn_not_both'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_email_in_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('role', accounts.roles.Role['AUDITOR']), _negated=True), ('role_ends_on__isnull', False), _connector='OR'), name='invited_auditor_has_an_end'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('email', 'role'), name='one_pending_invitation_by_address_and_role')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleHolding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(verbose_name='du')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='au')),
                        ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                        ('role', models.CharField(choices=[('referent', 'référent de l’innovation'), ('team', 'équipe projet'), ('team_lead', 'coordination'), ('copil_member', 'membre du COPIL'), ('copil_chair', 'présidence du COPIL'), ('copil_secretary', 'secrétariat du COPIL'), ('signatory', 'signataire'), ('auditor', 'contrôle'), ('admin', 'administration')], max_length=20, verbose_name='rôle')),
                        ('scope', models.CharField(blank=True, help_text='Code d’un appel\u202f; vide\xa0: tous les appels.', max_length=40, verbose_name='périmètre')),
                    ],
                    options={
                        'verbose_name': 'rôle tenu',
                        'ordering': ['user', 'role', 'starts_on'],
                        'indexes': [models.Index(fields=['role', 'user'], name='accounts_ro_role_3517ba_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), ('ended_by__isnull', False), _connector='OR'), name='holding_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('role', accounts.roles.Role['AUDITOR']), _negated=True), ('ends_on__isnull', False), _connector='OR'), name='audit_mission_has_an_end'), models.CheckConstraint(condition=models.Q(('role__in', ['referent', 'team', 'team_lead', 'copil_member', 'copil_chair', 'copil_secretary', 'signatory', 'auditor', 'admin'])), name='holding_role_is_held')],
                    },
                ),
                migrations.CreateModel(
                    name='Delegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(verbose_name='du')),
                        ('recorded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('signatory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL, verbose_name='signataire')),
                        ('reference', models.CharField(max_length=200, verbose_name='arrêté')),
                        ('quality', models.CharField(max_length=200, verbose_name='qualité du signataire')),
                        ('ceiling', models.DecimalField(decimal_places=2, default=Decimal('1000000.00'), max_digits=12, verbose_name='plafond par acte, en euros')),
                        ('ends_on', models.DateField(verbose_name='au')),
                        ('covers', models.CharField(choices=[('all', 'toutes les décisions'), ('grants', 'les accords seulement'), ('refusals', 'les refus et les irrecevabilités seulement')], default='all', max_length=10, verbose_name='décisions')),
                        ('scope', models.CharField(blank=True, help_text='Code d’un appel ; vide : tous.', max_length=40, verbose_name='appel')),
                        ('stands_in_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='accounts.delegation', verbose_name='suppléance')),
                    ],
                    options={
                        'verbose_name': 'délégation de signature',
                        'ordering': ['signatory', 'starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('ended_by__isnull', False), _connector='OR'), name='delegation_dates_in_order'), models.CheckConstraint(condition=models.Q(('ceiling__gt', 0)), name='delegation_ceiling_positive'), models.CheckConstraint(condition=models.Q(('stands_in_for', None), models.Q(('stands_in_for', models.F('pk')), _negated=True), _connector='OR'), name='delegation_stands_in_for_another')],
                    },
                ),
            ],
        ),
    ]
