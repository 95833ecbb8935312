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
                    name='CallBlindness',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('call', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='blindness_link', to='dossiers.call')),
                        ('mode', models.CharField(choices=[('own', 'dès que l’on a remis la sienne'), ('all', 'quand toutes les évaluations demandées sont remises'), ('discussion', 'à l’ouverture de la discussion seulement')], max_length=20, verbose_name='lecture des notes')),
                    ],
                    options={
                        'verbose_name': 'lecture des notes de l’appel',
                    },
                ),
                migrations.CreateModel(
                    name='Rubric',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40, verbose_name='code')),
                        ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                        ('title', models.CharField(max_length=200, verbose_name='intitulé')),
                        ('refusal_under', models.DecimalField(decimal_places=1, default=Decimal('2.0'), max_digits=2, verbose_name='un critère sous ce seuil propose le refus')),
                        ('recommended_from', models.DecimalField(decimal_places=1, default=Decimal('3.0'), max_digits=2, verbose_name='une note pondérée à partir de ce seuil recommande')),
                        ('created_at', models.DateTimeField(verbose_name='créée le')),
                        ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reason', models.TextField(blank=True, verbose_name='motif')),
                    ],
                    options={
                        'verbose_name': 'grille',
                        'ordering': ['code', 'version'],
                        'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='rubric_one_a_version'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='rubric_counts_from_one'), models.CheckConstraint(condition=models.Q(('recommended_from__lte', 5), ('refusal_under__gte', 0), ('refusal_under__lte', models.F('recommended_from'))), name='rubric_thresholds_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Criterion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='scoring.rubric')),
                        ('code', models.SlugField(max_length=20, verbose_name='code')),
                        ('label', models.CharField(max_length=200, verbose_name='critère')),
                        ('hint', models.CharField(blank=True, max_length=200, verbose_name='précision')),
                        ('weight', models.PositiveSmallIntegerField(verbose_name='poids')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='place')),
                        ('tie_break', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='départage')),
                        ('level_0', models.CharField(max_length=200, verbose_name='0')),
                        ('level_1', models.CharField(max_length=200, verbose_name='1')),
                        ('level_2', models.CharField(max_length=200, verbose_name='2')),
                        ('level_3', models.CharField(max_length=200, verbose_name='3')),
                        ('level_4', models.CharField(max_length=200, verbose_name='4')),
                        ('level_5', models.CharField(max_length=200, verbose_name='5')),
                    ],
                    options={
                        'verbose_name': 'critère',
                        'verbose_name_plural': 'critères',
                        'ordering': ['rubric_id', 'position'],
                        'constraints': [models.UniqueConstraint(fields=('rubric', 'code'), name='criterion_one_a_code'), models.UniqueConstraint(fields=('rubric', 'position'), name='criterion_one_a_place'), models.UniqueConstraint(condition=models.Q(('tie_break__isnull', False)), fields=('rubric', 'tie_break'), name='criterion_one_a_tie_break'), models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 100)), name='criterion_weighs_something'), models.CheckConstraint(condition=models.Q(models.Q(('level_0', ''), _negated=True), models.Q(('level_1', ''), _negated=True), models.Q(('level_2', ''), _negated=True), models.Q(('level_3', ''), _negated=True), models.Q(('level_4', ''), _negated=True), models.Q(('level_5', ''), _negated=True)), name='criterion_describes_each_level')],
                    },
                ),
                migrations.CreateModel(
                    name='CallRubric',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('call', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rubric_link', to='dossiers.call')),
                        ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_links', to='scoring.rubric')),
                    ],
                    options={
                        'verbose_name': 'grille de l’appel',
                    },
                ),
                migrations.CreateModel(
                    name='Consensus',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensuses', to='dossiers.dossier')),
                        ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensuses', to='scoring.rubric')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('on_version', models.PositiveSmallIntegerField(verbose_name='sur la version')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('recorded_at', models.DateTimeField(verbose_name='établi le')),
                        ('rationale', models.TextField(verbose_name='appréciation d’ensemble')),
                        ('weighted', models.DecimalField(decimal_places=9, max_digits=10, verbose_name='note pondérée')),
                        ('recommended_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='montant recommandé')),
                        ('conditions', models.TextField(blank=True, verbose_name='conditions proposées')),
                        ('sha256', models.CharField(max_length=64)),
                        ('superseded_at', models.DateTimeField(blank=True, null=True)),
                        ('superseded_because', models.TextField(blank=True, verbose_name='pourquoi il n’est plus en vigueur')),
                    ],
                    options={
                        'verbose_name': 'consensus',
                        'ordering': ['dossier_id', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'number'), name='consensus_one_a_number'), models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('dossier',), name='consensus_one_in_force'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('on_version__gte', 1)), name='consensus_counts_from_one'), models.CheckConstraint(condition=models.Q(('rationale', ''), _negated=True), name='consensus_says_why'), models.CheckConstraint(condition=models.Q(('weighted__gte', 0), ('weighted__lte', 5)), name='consensus_mean_on_the_scale'), models.CheckConstraint(condition=models.Q(('recommended_amount', None), ('recommended_amount__gt', 0), _connector='OR'), name='consensus_amount_positive'), models.CheckConstraint(condition=models.Q(models.Q(('superseded_at', None), ('superseded_because', '')), models.Q(('superseded_at__isnull', False), models.Q(('superseded_because', ''), _negated=True)), _connector='OR'), name='consensus_superseded_for_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='ConsensusScore',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('consensus', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='scoring.consensus')),
                        ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consensus_scores', to='scoring.criterion')),
                        ('half_points', models.PositiveSmallIntegerField()),
                        ('rationale', models.TextField(verbose_name='appréciation')),
                    ],
                    options={
                        'ordering': ['consensus_id', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('consensus', 'criterion'), name='consensus_score_one_a_criterion'), models.CheckConstraint(condition=models.Q(('half_points__lte', 10)), name='consensus_score_on_the_scale'), models.CheckConstraint(condition=models.Q(('rationale', ''), _negated=True), name='consensus_score_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='Agreement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('consensus', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='scoring.consensus')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('agreed_at', models.DateTimeField()),
                        ('agrees', models.BooleanField(default=True)),
                        ('sentence', models.TextField(blank=True, verbose_name='pourquoi pas')),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'réponse d’un évaluateur au consensus',
                        'ordering': ['agreed_at', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('consensus', 'person', 'agrees'), name='agreement_once_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('agrees', True), ('sentence', '')), models.Q(('agrees', False), models.Q(('sentence', ''), _negated=True)), _connector='OR'), name='agreement_dissent_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='Exercise',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exercises', to='dossiers.dossier')),
                        ('consensus', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scoring.consensus')),
                        ('opened_at', models.DateTimeField(verbose_name='ouvert le')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('closes_on', models.DateField(verbose_name='jusqu’au')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='clos avant son terme le')),
                    ],
                    options={
                        'verbose_name': 'exercice de calibrage',
                        'ordering': ['-opened_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ExerciseSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('exercise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='scoring.exercise')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('given_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['given_at', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('exercise', 'person'), name='exercise_sheet_once_a_person')],
                    },
                ),
                migrations.CreateModel(
                    name='ExerciseScore',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='scoring.exercisesheet')),
                        ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scoring.criterion')),
                        ('half_points', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ['sheet_id', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('sheet', 'criterion'), name='exercise_score_one_a_criterion'), models.CheckConstraint(condition=models.Q(('half_points', None), ('half_points__lte', 10), _connector='OR'), name='exercise_score_on_the_scale')],
                    },
                ),
                migrations.CreateModel(
                    name='Discussion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='discussion', to='dossiers.dossier')),
                        ('opened_at', models.DateTimeField(verbose_name='ouverte le')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='close le')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'discussion',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='discussion_closed_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Remark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('discussion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='scoring.discussion')),
                        ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='scoring.criterion')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('at', models.DateTimeField()),
                        ('text', models.TextField()),
                        ('key', models.UUIDField(unique=True)),
                    ],
                    options={
                        'verbose_name': 'intervention',
                        'ordering': ['at', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='ConsensusDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='consensus_draft', to='dossiers.dossier')),
                        ('texts', models.JSONField(blank=True, default=dict)),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('saved_at', models.DateTimeField()),
                        ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'consensus en cours d’écriture',
                    },
                ),
                migrations.CreateModel(
                    name='ConsensusWriter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='writers', to='scoring.consensusdraft')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('wrote_at', models.DateTimeField()),
                    ],
                    options={
                        'ordering': ['-wrote_at', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('draft', 'person'), name='consensus_writer_once_a_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Review',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='dossiers.dossier')),
                        ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                        ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='scoring.rubric')),
                        ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('assigned_at', models.DateTimeField(verbose_name='confiée le')),
                        ('due_on', models.DateField(verbose_name='attendue le')),
                        ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='commencée le')),
                        ('draft', models.JSONField(blank=True, default=dict)),
                        ('draft_revision', models.PositiveIntegerField(default=0, editable=False)),
                        ('draft_saved_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='remise le')),
                        ('version', models.PositiveSmallIntegerField(default=0)),
                        ('on_version', models.PositiveSmallIntegerField(default=0, verbose_name='sur la version')),
                        ('weighted', models.DecimalField(blank=True, decimal_places=9, max_digits=10, null=True, verbose_name='note pondérée')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='retirée le')),
                        ('end_reason', models.TextField(blank=True, verbose_name='motif du retrait')),
                        ('set_aside_at', models.DateTimeField(blank=True, null=True, verbose_name='écartée le')),
                    ],
                    options={
                        'verbose_name': 'évaluation',
                        'ordering': ['assigned_at', 'pk'],
                        'indexes': [models.Index(condition=models.Q(models.Q(('ended_at', None), ('set_aside_at', None)), ('submitted_at', None)), fields=['reviewer'], name='review_mine')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), ('set_aside_at', None)), fields=('dossier', 'reviewer'), name='review_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('on_version', 0), ('submitted_at', None), ('version', 0), ('weighted', None)), models.Q(models.Q(('submitted_at__isnull', False)), ('on_version__gte', 1), ('started_at__isnull', False), ('version__gte', 1), ('weighted__isnull', False)), _connector='OR'), name='review_submitted_with_its_mean'), models.CheckConstraint(condition=models.Q(('weighted', None), models.Q(('weighted__gte', 0), ('weighted__lte', 5)), _connector='OR'), name='review_mean_on_the_scale'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), ('submitted_at', None)), _connector='OR'), name='review_submitted_never_ends'), models.CheckConstraint(condition=models.Q(('set_aside_at', None), models.Q(models.Q(('submitted_at__isnull', False)), ('ended_at', None)), _connector='OR'), name='review_set_aside_once_submitted')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='scoring.review')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('submitted_at', models.DateTimeField()),
                        ('on_version', models.PositiveSmallIntegerField()),
                        ('rationale', models.TextField(verbose_name='appréciation d’ensemble')),
                        ('reason', models.TextField(blank=True, verbose_name='motif de la correction')),
                        ('sha256', models.CharField(max_length=64)),
                    ],
                    options={
                        'ordering': ['review_id', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('review', 'number'), name='review_version_one_a_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('on_version__gte', 1)), name='review_version_from_one'), models.CheckConstraint(condition=models.Q(('rationale', ''), _negated=True), name='review_version_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('reason', '')), models.Q(('number__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='review_corrected_for_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Score',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='scoring.reviewversion')),
                        ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='scoring.criterion')),
                        ('half_points', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('rationale', models.TextField(blank=True, verbose_name='appréciation')),
                    ],
                    options={
                        'ordering': ['version_id', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'criterion'), name='score_one_a_criterion'), models.CheckConstraint(condition=models.Q(('half_points', None), ('half_points__lte', 10), _connector='OR'), name='score_on_the_scale'), models.CheckConstraint(condition=models.Q(('half_points__isnull', True), models.Q(('half_points__gte', 4), ('half_points__lte', 8)), models.Q(('rationale', ''), _negated=True), _connector='OR'), name='score_explained_when_low_or_high')],
                    },
                ),
            ],
        ),
    ]
