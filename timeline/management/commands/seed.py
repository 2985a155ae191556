import sys

from django.core.management.base import BaseCommand, CommandError

from timeline.seeding import Taken, seed

WIDTH = 40


class Command(BaseCommand):
    help = "Make a large made-up crisis, the same each time, to try the program on and to measure it."

    def add_arguments(self, parser):
        parser.add_argument("--events", type=int, required=True, metavar="N", help="How many events it has.")
        parser.add_argument("--crisis", required=True, metavar="SLUG", help="Its address; there must be none yet.")

    def handle(self, *, events, crisis, verbosity, **options):
        if events < 1:
            raise CommandError("A crisis has one event at least.")
        self.bar = verbosity > 0 and sys.stderr.isatty()
        try:
            seed(crisis, events, lambda done: self.hear(done, events))
        except Taken:
            raise CommandError(f"There is a crisis “{crisis}” already. Choose another address.") from None
        if verbosity:
            self.stdout.write(f"/{crisis}/ has {events:,} events.")

    def hear(self, done, events):
        if self.bar:
            full = WIDTH * done // events
            end = "\n" if done == events else ""
            self.stderr.write(f"\r{'█' * full}{'░' * (WIDTH - full)} {done:,} of {events:,}", ending=end)
