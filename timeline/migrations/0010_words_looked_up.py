"""Search by an index: what is looked up is kept beside the words of each edition."""

from django.db import migrations, models, transaction

from timeline.lookups import lookups

MANY = 1000
UPDATE = "UPDATE timeline_edition SET lookups = %s WHERE id = %s"
SQLITE = (
    # Every byte beyond ASCII is part of a word; the words are folded already.
    "CREATE VIRTUAL TABLE timeline_lookups USING fts5(lookups, content='', detail=none, columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER timeline_lookups_added AFTER INSERT ON timeline_edition"
    " BEGIN INSERT INTO timeline_lookups(rowid, lookups) VALUES (new.id, new.lookups); END",
    "CREATE TRIGGER timeline_lookups_changed AFTER UPDATE OF lookups ON timeline_edition BEGIN"
    " INSERT INTO timeline_lookups(timeline_lookups, rowid, lookups) VALUES ('delete', old.id, old.lookups);"
    " INSERT INTO timeline_lookups(rowid, lookups) VALUES (new.id, new.lookups); END",
    "CREATE TRIGGER timeline_lookups_deleted AFTER DELETE ON timeline_edition BEGIN"
    " INSERT INTO timeline_lookups(timeline_lookups, rowid, lookups) VALUES ('delete', old.id, old.lookups); END",
    "INSERT INTO timeline_lookups(rowid, lookups) SELECT id, lookups FROM timeline_edition",
)
POSTGRESQL = (
    # A deed is to wait for its own row, not for the thousand before it that the index has not sorted in yet.
    "CREATE INDEX edition_by_lookups ON timeline_edition"
    " USING gin (array_to_tsvector(string_to_array(lookups, ' '))) WITH (fastupdate = off)",
)
BACK = {
    "sqlite": (
        *(f"DROP TRIGGER timeline_lookups_{done}" for done in ("added", "changed", "deleted")),
        "DROP TABLE timeline_lookups",
    ),
    "postgresql": ("DROP INDEX edition_by_lookups",),
}


def look_up_what_is_there(apps, editor):
    editions = apps.get_model("timeline", "Edition").objects.values_list("pk", "words").order_by("pk")
    last = 0
    while rows := editions.filter(pk__gt=last)[:MANY]:
        last = max(pk for pk, _words in rows)
        with transaction.atomic(editor.connection.alias), editor.connection.cursor() as cursor:
            cursor.executemany(UPDATE, [(lookups(words), pk) for pk, words in rows])


def index(_apps, editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement)


def drop_index(_apps, editor):
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    atomic = False  # on PostgreSQL, rows changed and an index made over them do not go into one transaction

    dependencies = [("timeline", "0009_failed_log_ins")]

    operations = [
        migrations.AddField("edition", "lookups", models.TextField(blank=True, default="")),
        migrations.RunPython(look_up_what_is_there, migrations.RunPython.noop),
        migrations.RunPython(index, drop_index),
    ]
