import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from timeline.formats.incoming import FileFault
from timeline.formats.shapes import SHAPES
from timeline.importing import RESULTS, Options, take_in
from timeline.models import Crisis, Source
from timeline.purging import purge_changed


class Command(BaseCommand):
    help = "Take a file of entries into a crisis as drafts: export.json, a table, or a timeline of TimelineJS."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--crisis", required=True, metavar="SLUG", help="The crisis the entries belong to.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would happen, row by row; store nothing.")
        parser.add_argument("--publish", action="store_true", help="Show readers what is taken in.")
        parser.add_argument("--partial", action="store_true", help="Take the good rows although others are refused.")
        parser.add_argument("--source", metavar="SLUG", help="The source whose report the file is. Default: its name.")
        parser.add_argument("--format", choices=SHAPES, help="The format, if what is told from the file is wrong.")

    def handle(self, *, file, crisis, source, **options):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        self.every = options["dry_run"] or options["verbosity"] > 1
        wanted = Options(
            shape=options["format"] or "",
            source=self.named(Source, source) if source else path.stem,
            name=path.name,
            publish=options["publish"],
            partial=options["partial"],
            trial=options["dry_run"],
        )
        try:
            tally = take_in(path, self.named(Crisis, crisis), wanted, hear=self.hear, watch=self.watch)
        except FileFault as fault:
            where = f"{path.name}, line {fault.line}" if fault.line else path.name
            raise CommandError(f"{where}: {fault.text} Nothing was stored.") from None
        purge_changed()
        self.conclude(path, tally, wanted)

    def named(self, model, slug):
        found = model.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"No {model._meta.verbose_name} has the address “{slug}”. Add it first.")
        return found

    def hear(self, outcome):
        """Rows that matter go to the terminal as they are done."""
        if self.every or outcome.result == "refused":
            self.stdout.write(self.line(outcome))
            self.stdout.write("".join(f"    {text}\n" for text in (*outcome.notes, outcome.mend) if text), ending="")

    def watch(self, rows, of, published):
        """On long files, how far it is, beside them."""
        if sys.stderr.isatty():
            done = f"{published} published" if published else f"{rows} of about {of} rows"
            self.stderr.write(f"\r{done} … ", ending="")

    def line(self, outcome):
        said = outcome.cause or (outcome.changed if outcome.result == "change" else "")
        parts = (outcome.where, f"{outcome.label}:", outcome.date, outcome.headline, f"({said})" if said else "")
        return "  ".join(part for part in parts if part)

    def conclude(self, path, tally, wanted):
        counts = ", ".join(f"{label}: {tally.counts[result]}" for result, label in RESULTS.items())
        self.stdout.write(f"{path.name} is {SHAPES[tally.shape]}, in {tally.encoding}. {counts}.")
        if tally.published:
            self.stdout.write(f"Published: {tally.published}.")
        if tally.vanished_count:
            self.stdout.write(f"In the former file and not in this one, left as they are: {tally.vanished_count}.")
            self.stdout.write("".join(f"    {headline}\n" for headline in tally.vanished), ending="")
        if wanted.trial:
            self.stdout.write("This was a trial: nothing was stored.")
        elif not tally.stored:
            mend = "Mend them, or take the others with --partial."
            raise CommandError(f"Nothing was stored. Rows refused: {tally.refused}. {mend}")
