"""Who is let in: how often one may try, the second factor, and how sessions end."""

from base64 import b32encode
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from os import urandom

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline.models import FailedLogIn
from timeline.rights import roles_of

WAIT = timedelta(minutes=15)
MOST_OF_A_NAME, MOST_OF_AN_ADDRESS = 5, 50  # failures from one address within WAIT
RECOVERY_CODES = 10


class Argon2(Argon2PasswordHasher):
    """Django's own takes 100 MB each time; this is the least that OWASP advises, and eight at once fit anywhere."""

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1


class TooOften(Exception):
    """That name, or that address, failed too often to be heard now."""


def let_in(request: HttpRequest, address: str, name: str, password: str, code: str = "") -> User | None:
    """Who that is, or None; whichever of the three was wrong. `address` is where the question comes from."""
    knock(name, address)
    user = authenticate(request, username=name, password=password)
    user = user and with_code(user, code)
    if user is not None:
        forgive(name, address)
    return user


def knock(name: str, address: str) -> None:
    """Counted as failed until forgiven, before anything is compared: so many at once are no way round."""
    begun = attempt(name, address)
    refuse_too_many(begun, 0)
    FailedLogIn.objects.filter(at__lte=begun.at - WAIT).delete()
    begun.save()
    refuse_too_many(begun, 1)


def forgive(name: str, address: str) -> None:
    FailedLogIn.objects.filter(pair=attempt(name, address).pair).delete()


def attempt(name: str, address: str) -> FailedLogIn:
    address = neighbourhood(address)
    return FailedLogIn(pair=digest(f"{name}|{address}"), address=digest(address), at=timezone.now())


def refuse_too_many(begun: FailedLogIn, mine: int) -> None:
    recent = FailedLogIn.objects.filter(at__gt=begun.at - WAIT)
    name, address = recent.filter(pair=begun.pair).count(), recent.filter(address=begun.address).count()
    if name - mine >= MOST_OF_A_NAME or address - mine >= MOST_OF_AN_ADDRESS:
        raise TooOften


def neighbourhood(address: str) -> str:
    """An IPv6 address is one of a household's 2⁶⁴: they count as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 64), strict=False) if isinstance(found, IPv6Address) else found)


def digest(text: str) -> str:
    return salted_hmac("timeline.entering", text, algorithm="sha256").hexdigest()


# The second factor


def with_code(user: User, code: str) -> User | None:
    """The user, marked with the device that gave the code; None where one is needed and this is none."""
    if not has_second_factor(user):
        return user
    device = match_token(user, code.replace(" ", "").lower()) if code else None
    if device is None:
        return None
    user.otp_device = device  # type: ignore[attr-defined]  # the second factor reads it there
    return user


def has_second_factor(user: User) -> bool:
    return bool(TOTPDevice.objects.devices_for_user(user, confirmed=True).exists())


def demanded(user: User) -> bool:
    return bool(settings.SECOND_FACTOR) and not roles_of(user).isdisjoint(settings.SECOND_FACTOR)


def half_way_in(user: User) -> bool:
    """Whether the session knows only the password of somebody who has, and must have, a second factor."""
    return must_set_up(user) and has_second_factor(user)


def must_set_up(user: User) -> bool:
    return bool(settings.SECOND_FACTOR) and not verified(user) and demanded(user)


def verified(user: User) -> bool:
    """Whether this session gave its second factor, as the middleware in front tells."""
    return bool(user.is_verified())  # type: ignore[attr-defined]  # the middleware adds it


def new_key() -> str:
    """What the app and the desk share, as hexadecimal digits."""
    return urandom(20).hex()


def spelled(key: str) -> str:
    """The key as apps take it, when it is typed."""
    return b32encode(bytes.fromhex(key)).decode()


def set_up(user: User, key: str, code: str) -> TOTPDevice | None:
    """Make the key the user's second factor, if the code shows that their app has it. Gives the device, or None."""
    with transaction.atomic():
        take_away(user)
        device = TOTPDevice.objects.create(user=user, key=key, name=user.get_username())
        if device.verify_token(code.replace(" ", "")):
            return device
        transaction.set_rollback(True)
    return None


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes that each let in once, in place of the ones before."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="")
    codes = [StaticToken.random_token() for _each in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def take_away(user: User) -> None:
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()


# Sessions


def end_sessions(user: User, but: str = "") -> None:
    """Log the user out everywhere, except in the session of that key."""
    for session in Session.objects.exclude(session_key=but).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
