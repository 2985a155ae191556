from django.core.management.base import BaseCommand, CommandError

from timeline.backups import BackupFault, back_up


class Command(BaseCommand):
    help = "Write everything (people, what they wrote, pictures) to one file, while the desk goes on."

    def add_arguments(self, parser):
        parser.add_argument("file", help="The file to write, such as backup-2025-11-28.zip.")
        parser.add_argument("--replace", action="store_true", help="Write over a file that is there already.")

    def handle(self, *, file, replace, **options):
        try:
            about = back_up(file, replace=replace)
        except BackupFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"{file}: {told(about)}.")


def told(about):
    """What a backup holds, in words."""
    rows = {name: table["rows"] for name, table in about["tables"].items()}
    parts = [f"{rows['timeline_crisis']} crises", f"{rows['timeline_event']} events"]
    parts += [f"{rows['timeline_edition']} editions", f"{sum(rows.values())} rows in all"]
    return ", ".join([*parts, f"{len(about['pictures'])} files of pictures"])
