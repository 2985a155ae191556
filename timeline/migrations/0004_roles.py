from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from timeline.rights import set_roles


def make_roles(apps, schema_editor):
    """Rights are otherwise made only after the last migration, too late to be given to a role."""
    for label in ("auth", "timeline"):
        create_permissions(installed.get_app_config(label), verbosity=0)
    set_roles()


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_deeds"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
