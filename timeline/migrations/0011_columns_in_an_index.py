"""What is kept in memory of each event stands in one index: a process reads it at its start, and no record."""

from django.db import migrations, models
from django.db.models.fields.json import KT


def take_vague_dates_out_of_records(apps, _editor):
    vague = apps.get_model("timeline", "Edition").objects.filter(noun="event", first_day__lt=models.F("last_day"))
    vague.update(edtf=KT("record__date__edtf"))


class Migration(migrations.Migration):
    dependencies = [("timeline", "0010_words_looked_up")]

    operations = [
        # One that may be empty is added without writing the table anew.
        migrations.AddField("edition", "edtf", models.CharField(max_length=120, null=True, blank=True)),
        migrations.RunPython(take_vague_dates_out_of_records, migrations.RunPython.noop),
        migrations.RemoveIndex("edition", "edition_newest"),
        migrations.AddIndex(
            "edition",
            models.Index(
                *("crisis", "noun", "newest", "shown_from", "shown_until", "kind", "certainty", "stage", "parent"),
                *("edtf", "first_day", "last_day", "undated", "key_moment", "unsettled", "id"),
                name="edition_newest",
            ),
        ),
    ]
