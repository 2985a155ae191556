"""Everything the desk has in one file, and back again: the same for both databases."""

from .archive import BackupFault, opened
from .making import back_up
from .restoring import check, restore

__all__ = ["BackupFault", "back_up", "check", "opened", "restore"]
