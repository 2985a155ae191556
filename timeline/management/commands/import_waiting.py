from django.core.management.base import BaseCommand

from timeline.importing import apart
from timeline.purging import purge_changed


class Command(BaseCommand):
    help = "Take in a file that waits at the desk; the desk starts this itself."

    def add_arguments(self, parser):
        parser.add_argument("token")

    def handle(self, *, token, **options):
        apart.run(token)
        purge_changed()
