from pathlib import Path

from django.core import serializers
from django.core.management.base import BaseCommand, CommandError

from timeline.loading import rows_of
from timeline.models import Crisis


class Command(BaseCommand):
    help = "Write a crisis as a fixture that loaddata reads: its working copies, and the names and reports they use."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("-o", "--output", help="File to write; the terminal if none is given.")

    def handle(self, *, slug, output, **options):
        crisis = Crisis.objects.filter(slug=slug).first()
        if crisis is None:
            raise CommandError(f"No crisis has the address “{slug}”.")
        keys = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
        text = serializers.serialize("json", rows_of(crisis), indent=1, ensure_ascii=False, **keys)
        if output:
            with Path(output).open("w", encoding="utf-8") as file:
                file.write(text + "\n")
        else:
            self.stdout.write(text)
