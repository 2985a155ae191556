"""The accounts of one event side by side, and what the record alone can tell of where they differ.

Nothing here judges whether two sentences mean the same: accounts agree where their answers are the same words, and
contradict one another where the desk marked a claim as disputed or one of them denies it.
"""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from timeline.models import Account, Certainty
from timeline.reading import Entry, Told, groups_of_origin
from timeline.searching import words

AGREE, SEVERAL, ONE, CONTRADICTED, NOBODY = "agree", "several", "one", "contradicted", "nobody"
Stance = Account.Stance
CLAIMING = frozenset({Stance.ASSERTS, Stance.CONFIRMS, Stance.DENIES})


@dataclass
class Answer:
    """What one account says on a point; no text where we have seen none."""

    told: Told
    text: str

    @property
    def denies(self) -> bool:
        return bool(self.text) and self.told.response == Stance.DENIES

    @property
    def claims(self) -> bool:
        """Whether it says something of the matter; who declines or keeps silent does not."""
        return bool(self.text) and self.told.response in CLAIMING


@dataclass
class Row:
    """A point with every account's answer, in the order of the accounts."""

    label: str
    certainty: str
    answers: list[Answer]
    groups: list[set[str]] = field(repr=False, default_factory=list)
    point: str = ""

    @cached_property
    def saying(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.claims and not answer.denies]

    @cached_property
    def denying(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.denies]

    @property
    def given(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.text]

    @property
    def unheard(self) -> list[str]:
        """The names of those who say nothing of it in what we have seen."""
        heard = {answer.told.speaks.name for answer in self.given}
        unheard = (answer.told.speaks.name for answer in self.answers if not answer.text)
        return [name for name in dict.fromkeys(unheard) if name not in heard]

    @property
    def origins(self) -> int:
        """How many independent origins its answers have."""
        return len({origin_of(answer.told, self.groups) for answer in self.answers if answer.claims})

    @property
    def disputed(self) -> bool:
        return self.certainty == Certainty.DISPUTED

    @property
    def standing(self) -> str:
        """Which group it belongs to."""
        if not self.given:
            return NOBODY
        if self.disputed or (self.saying and self.denying):
            return CONTRADICTED
        if self.origins < 2:
            return ONE
        return AGREE if len({words([answer.text]) for answer in self.saying}) == 1 else SEVERAL


@dataclass
class Group:
    standing: str
    rows: list[Row]

    @property
    def title(self) -> str:
        return {
            CONTRADICTED: _("Contradicted"),
            ONE: _("Only one says"),
            AGREE: _("Agree"),
            SEVERAL: _("Several say, each in its own words"),
        }[self.standing]


@dataclass
class Comparison:
    """Columns are accounts, rows are points."""

    accounts: list[Told]
    rows: list[Row]
    whole: Row

    @property
    def groups(self) -> list[Group]:
        """The rows by what can be told of them, the most doubtful first; a point nobody answers is in none."""
        rows = [self.whole] * self.of_the_whole + self.rows
        by_standing = {
            standing: [row for row in rows if row.standing == standing]
            for standing in (CONTRADICTED, ONE, SEVERAL, AGREE)
        }
        return [Group(standing, found) for standing, found in by_standing.items() if found]

    @property
    def of_the_whole(self) -> bool:
        """Whether the event itself, not only a point of it, is set side by side."""
        denied = any(answer.denies and not answer.told.answers for answer in self.whole.answers)
        return len(self.accounts) > 1 and (self.whole.disputed or denied or not self.rows)


def compare(entry: Entry) -> Comparison:
    """The accounts of an event on its points, and on the whole."""
    groups = groups_of_origin(entry.record["accounts"])
    rows = [
        Row(
            point["label"],
            point["certainty"],
            [Answer(told, told.answers.get(point["id"], "")) for told in entry.accounts],
            groups,
            point["id"],
        )
        for point in sorted(entry.points, key=lambda point: point["order"])
    ]
    says = [Answer(told, told.says) for told in entry.accounts]
    return Comparison(entry.accounts, rows, Row(_("What happened"), entry.certainty, says, groups))


def origin_of(told: Told, groups: list[set[str]]) -> int:
    """The number of the group of reports, joined by relaying, that an account belongs to."""
    return next(number for number, group in enumerate(groups) if told.item["report"]["id"] in group)
