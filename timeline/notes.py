"""Notes of the desk to itself: of an entry or a crisis, never public; one handed over waits for the next shift."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from timeline.models import Crisis, Note
from timeline.publishing import require


def write_note(text: str, *, by: User | None, crisis: Crisis, entry: str = "", handed_over: bool = False) -> Note:
    """Keep a note; `entry` is a public id, empty for the whole crisis."""
    require(by, "add_note")
    if not text.strip():
        raise ValidationError({"text": _("Write the note first.")})
    return Note.objects.create(crisis=crisis, entry=entry, text=text.strip(), by=by, handed_over=handed_over)


def may_settle(user: User, note: Note) -> bool:
    """Whether someone may be done with a note or hand it over: editors any, others their own."""
    return user.has_perm("timeline.change_note") or (user.has_perm("timeline.add_note") and note.by_id == user.pk)


def settle(note: Note, *, by: User | None, done: bool = True) -> None:
    """Mark a note as done with, or as open again."""
    refuse_others(note, by)
    Note.objects.filter(pk=note.pk).update(done=done)


def hand_over(note: Note, *, by: User | None) -> None:
    """Leave an open note to the next shift."""
    refuse_others(note, by)
    Note.objects.filter(pk=note.pk).update(handed_over=True)


def refuse_others(note: Note, by: User | None) -> None:
    if by is not None and not may_settle(by, note):
        raise PermissionDenied(_("You may not do that."))
