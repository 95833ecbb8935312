import accounts.tables
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dossiers', '0001_initial'),
    ]

    operations = [
        accounts.tables.Tables(
            operations=[
                migrations.CreateModel(
                    name='ImportedProject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='dossiers.call')),
                        ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='imported', to='dossiers.dossier')),
                        ('slug', models.CharField(max_length=200, verbose_name='clé')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                        ('licence', models.CharField(blank=True, max_length=200, verbose_name='licence')),
                        ('added', models.TextField(blank=True, verbose_name='ce qui a été ajouté')),
                    ],
                    options={
                        'verbose_name': 'projet repris d’un fichier',
                        'constraints': [models.UniqueConstraint(fields=('call', 'slug'), name='imported_once_a_call')],
                    },
                ),
            ],
        ),
    ]
