from django.core.management.base import BaseCommand

from timeline.rights import set_roles


class Command(BaseCommand):
    help = "Make the groups Reporter, Editor and Chief, or put their rights right again."

    def handle(self, **options):
        self.stdout.write("Set right: " + ", ".join(set_roles()))
