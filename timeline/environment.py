"""Settings from the environment: read one by name, or stop with a sentence that says what to write instead."""

import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

asked_for: list[str] = []


class WrongSetting(ImproperlyConfigured):
    """A setting cannot be used as it was given. Its text is meant for whoever starts the program."""


def text(name: str, default: str = "") -> str:
    """The value without spaces around it; an empty value counts as not given."""
    if name not in asked_for:
        asked_for.append(name)
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool = False) -> bool:
    value = text(name, "true" if default else "false").lower()
    if value in ("true", "yes", "on", "1"):
        return True
    if value in ("false", "no", "off", "0"):
        return False
    raise WrongSetting(f"{name} is “{value}”; write true or false.")


def whole(name: str, default: int, lowest: int, highest: int) -> int:
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and lowest <= int(value[:9]) <= highest:
        return int(value)
    raise WrongSetting(f"{name} is “{value}”; write a whole number from {lowest} to {highest}.")


def several(name: str, default: str = "") -> list[str]:
    """Values separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path, base: Path) -> Path:
    """An existing folder that can be written to; made, readable by its owner alone, if it was not there."""
    path = (base / Path(text(name, str(default))).expanduser()).resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"{name}: the folder {path} cannot be made ({error.strerror}).") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise WrongSetting(f"{name}: the folder {path} cannot be written to.")
    return path


def secret(name: str, kept_in: Path) -> str:
    """From NAME, or the file named by NAME_FILE, or the file `kept_in`, which is made once with a random value."""
    given, file = text(name), text(f"{name}_FILE")
    if given and file:
        raise WrongSetting(f"{name} and {name}_FILE are both given; give one.")
    if given:
        return _strong(name, given)
    if file:
        return _strong(f"{name}_FILE", _read(f"{name}_FILE", Path(file).expanduser()))
    if not kept_in.exists():
        keep_once(kept_in, secrets.token_urlsafe(60))
    return _strong(str(kept_in), _read(name, kept_in))


def keep_once(path: Path, value: str) -> bool:
    """Write a file only its owner can read. False if it was there already; what it holds then stays."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value + "\n")
        # A link appears whole or not at all: of two starting at once both read the same value.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        Path(draft).unlink()
    return True


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{name}: the file {path} cannot be read ({error}).") from None


def _strong(name: str, value: str) -> str:
    if len(value) < 50 or len(set(value)) < 5:
        raise WrongSetting(f"{name} is too easy to guess; give at least 50 random characters.")
    return value
