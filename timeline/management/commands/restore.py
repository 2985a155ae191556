from django.core.management.base import BaseCommand, CommandError

from timeline.backups import BackupFault, check, restore

from .backup import told


class Command(BaseCommand):
    help = "Bring back what manage.py backup wrote, all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", help="The file that manage.py backup wrote.")
        parser.add_argument("--replace", action="store_true", help="Replace what is here, all of it.")
        parser.add_argument(
            "--check", action="store_true", help="Only look whether it is whole and fits; change nothing."
        )

    def handle(self, *, file, replace, **options):
        try:
            about = check(file) if options["check"] else restore(file, replace=replace)
        except BackupFault as fault:
            raise CommandError(str(fault)) from None
        done = "is whole and fits. It holds" if options["check"] else "is restored and compared:"
        self.stdout.write(f"{file}, made {about['made'][:16]}Z, {done} {told(about)}.")
