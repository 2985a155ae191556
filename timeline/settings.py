"""Settings. Everything that differs between installations comes from the environment or the data folder."""

# DATA_DIR             folder for what the program keeps: database, secret key, first password, collected
#                      static files. Default: data, beside manage.py.
# DATABASE_URL         postgresql://user:password@host/name, or sqlite:///file. Default: SQLite in DATA_DIR.
# REPLICA_URL          a PostgreSQL replica of it that readers read from. Default: none.
# CACHE_URL            redis://host:6379/0 where several machines share a cache. Default: each process keeps its own.
# PURGE_URL            caches in front that are told of changes: addresses, separated by commas. Default: none.
# SITE_URL             address readers use. https:// turns on secure cookies, HSTS and the redirect to https.
#                      Default: http://localhost:8000 (with the chosen port).
# ALLOWED_HOSTS        further host names to answer to, separated by commas. The one in SITE_URL is always in.
# FORWARDED_ALLOW_IPS  addresses of the proxies whose X-Forwarded-Proto is believed. Default: 127.0.0.1,::1
# SECRET_KEY           at least 50 random characters. Default: made once and kept in DATA_DIR/secret-key.
# SECRET_KEY_FILE      file that holds the secret key, instead of SECRET_KEY.
# DEBUG                true or false (default). Nothing ever needs it.
# LOG_FORMAT           json or plain, a line each on stderr. Default: plain in a terminal, else json.
# LISTEN, PORT         where the server listens. Default: 127.0.0.1 and 8000.
# WORKERS, THREADS     processes, and threads in each. Default: 2 and 4.
# TIME_ZONE            zone of moments such as “updated 14:05”. Default: UTC. Days never shift by it.
# SITE_NAME            name in the header. Default: Crisis Timeline.
# OPERATOR             who runs the site, as the page about it says.
# CONTACT_EMAIL        where readers report an error.
# PRIVACY_NOTE         what else to tell readers about privacy.
# EXPORT_LICENCE       licence of what is exported: a sentence or an address. Default: that none is stated.
# SHARED_CACHE_SECONDS how long a cache in front may answer alone; only with one that is told of changes. Default: 0.
# PROXIES              how many of our own proxies a request passes, each adding to X-Forwarded-For; whoever fails to
#                      log in too often is known by it. Default: 1 if SITE_URL is https://, else 0.
# SECOND_FACTOR        roles that must have one, separated by commas: reporter, editor, chief. Default: none.
# SESSION_HOURS        how long a log-in lasts. Default: 12.
# FOUR_EYES            true: who wrote an entry publishes it only with a reason, and it waits for a second pair of eyes.

import sys
import tomllib
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from . import environment
from .environment import WrongSetting

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", default=BASE_DIR / "data", base=BASE_DIR)

# Where it is served

LOCAL_NAMES = ["localhost", "127.0.0.1", "[::1]"]


def site_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        good = False
    if not good or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise WrongSetting(f"SITE_URL is “{url}”; write http:// or https:// and a host, such as https://example.org.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def host_names(url: str, further: list[str]) -> list[str]:
    name = urlsplit(url).hostname or ""
    named = [f"[{name}]" if ":" in name else name]
    return list(dict.fromkeys(named + (LOCAL_NAMES if named[0] in LOCAL_NAMES else []) + further))


LISTEN = environment.text("LISTEN", "127.0.0.1")
PORT = environment.whole("PORT", 8000, lowest=1, highest=65535)
WORKERS = environment.whole("WORKERS", 2, lowest=1, highest=256)
THREADS = environment.whole("THREADS", 4, lowest=1, highest=256)
FORWARDED_ALLOW_IPS = ",".join(environment.several("FORWARDED_ALLOW_IPS", "127.0.0.1,::1"))
SITE_URL = site_address(environment.text("SITE_URL", f"http://localhost:{PORT}"))
ALLOWED_HOSTS = host_names(SITE_URL, environment.several("ALLOWED_HOSTS"))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
WSGI_APPLICATION = "timeline.wsgi.application"
ROOT_URLCONF = "timeline.urls"

# Who runs it

SITE_NAME = environment.text("SITE_NAME", "Crisis Timeline")
OPERATOR = environment.text("OPERATOR")
CONTACT_EMAIL = environment.text("CONTACT_EMAIL")
PRIVACY_NOTE = environment.text("PRIVACY_NOTE")
EXPORT_LICENCE = environment.text("EXPORT_LICENCE", "None stated; ask whoever runs the site before using it elsewhere")
FOUR_EYES = environment.boolean("FOUR_EYES")
SHARED_CACHE_SECONDS = environment.whole("SHARED_CACHE_SECONDS", 0, lowest=0, highest=86_400)
if CONTACT_EMAIL and not all(CONTACT_EMAIL.partition("@")):
    raise WrongSetting(f"CONTACT_EMAIL is “{CONTACT_EMAIL}”; write an address such as desk@example.org.")

# The program

DEBUG = environment.boolean("DEBUG", default=False)

INSTALLED_APPS = [
    # First, so that its `loaddata` and its templates come before Django's own.
    "timeline.apps.TimelineConfig",
    "timeline.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    # Outermost, so that redirects, static files and errors carry the headers too.
    "timeline.middleware.RequestId",
    "timeline.middleware.SafetyHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "timeline.middleware.LanguageFromAddress",
    "timeline.middleware.WhichDatabase",
    "timeline.middleware.InFront",
    "timeline.middleware.Limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Innermost: it hears of exceptions first, and sees the request as the view saw it.
    "timeline.middleware.DatabaseAway",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["timeline.templatetags.language_tags"],
        },
    }
]

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Database


def database(url: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's description of the database at `url`. Refusals never repeat the address: it holds the password."""
    if not url.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise WrongSetting(f"{name} must begin with postgresql:// or sqlite:///.")
    try:
        found = dj_database_url.parse(url)
    except ValueError:
        raise WrongSetting(f"{name} cannot be read; write # @ / : in a password as %23 %40 %2F %3A.") from None
    if not found["NAME"]:
        raise WrongSetting(f"{name} names no database; write postgresql://user:password@host/name.")
    return dict(found)


def sqlite(name: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            # Writers queue at the start of a transaction; begun as readers, they would fail half-way instead.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was acknowledged survives a power cut too, not only a crash of the program.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


DATABASE_URL = environment.text("DATABASE_URL")
DATABASES = {"default": database(DATABASE_URL) if DATABASE_URL else sqlite(DATA_DIR / "timeline.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] = sqlite(DATABASES["default"]["NAME"])
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
REPLICA_URL = environment.text("REPLICA_URL")
if REPLICA_URL:
    DATABASES["replica"] = database(REPLICA_URL, "REPLICA_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if any(not described["ENGINE"].endswith("postgresql") for described in DATABASES.values()):
        raise WrongSetting("REPLICA_URL is of use to PostgreSQL only; DATABASE_URL must name one too.")
    for described in DATABASES.values():
        # One that is away must not hold up what the other can answer.
        described["OPTIONS"] = {"connect_timeout": 3} | described.get("OPTIONS", {})
    DATABASE_ROUTERS = ["timeline.routing.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What is kept between requests is kept under the state it was made from (see `states.py`): nothing of it can be stale.

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    }
}
CACHE_URL = environment.text("CACHE_URL")
if CACHE_URL:
    if not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
        raise WrongSetting("CACHE_URL must begin with redis://, rediss:// or unix://.")
    CACHES["default"] = {
        "BACKEND": "timeline.keeping.Shared",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
PURGE_URLS = environment.several("PURGE_URL")
if not all(urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname for url in PURGE_URLS):
    raise WrongSetting("PURGE_URL names no web address; write http://127.0.0.1:6081/, several with commas.")

# Languages and time

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("vi", "Tiếng Việt"), ("ja", "日本語"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "timeline" / "locale"]
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "UTC")
if TIME_ZONE not in zoneinfo.available_timezones():
    raise WrongSetting(f"TIME_ZONE is “{TIME_ZONE}”; write a name such as UTC or Asia/Tokyo.")

# Static files: collected into the data folder, so that a clone stays clean.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "pictures"
MEDIA_URL = "/pictures/"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Safety

SECURE = SITE_URL.startswith("https://")
SECRET_KEY = environment.secret("SECRET_KEY", kept_in=DATA_DIR / "secret-key")

# The name and shape of Django 6's setting: there, `SafetyHeaders` gives way to Django's own middleware.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
# HSTS speaks for this host alone: neighbours under the same domain may still be plain http.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Cookies are for editors; the path keeps them off every page readers open.
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "desk-csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Who gets in

LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
PROXIES = environment.whole("PROXIES", int(SECURE), lowest=0, highest=9)
SESSION_COOKIE_AGE = 3600 * environment.whole("SESSION_HOURS", 12, lowest=1, highest=720)
SECOND_FACTOR = [role.lower() for role in environment.several("SECOND_FACTOR")]
for role in SECOND_FACTOR:
    if role not in ("reporter", "editor", "chief"):
        raise WrongSetting(f"SECOND_FACTOR names “{role}”; write reporter, editor or chief, separated by commas.")

PASSWORD_HASHERS = ["timeline.entering.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]

# The longest query (answered 414 beyond), and the longest body at addresses that take no forms, and at the desk (413).
MOST_QUERY = 6_000
MOST_OUTSIDE = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# An event with many accounts and points is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# A file to take in holds at most so many rows, and when it comes through the browser so many bytes.
IMPORT_MOST_ROWS = 200_000
IMPORT_MOST_BYTES = 50 * 1024 * 1024
# Longer ones are taken in by a process of their own, which a page follows.
IMPORT_AT_ONCE_BYTES = 100 * 1024
FILE_UPLOAD_HANDLERS = [
    "timeline.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOG_FORMAT = environment.text("LOG_FORMAT", "plain" if sys.stderr.isatty() else "json").lower()
if LOG_FORMAT not in ("plain", "json"):
    raise WrongSetting(f"LOG_FORMAT is “{LOG_FORMAT}”; write json or plain.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"ours": {"()": "timeline.logs.OfTheProgram"}},
    "formatters": {"plain": {"()": "timeline.logs.Readable"}, "json": {"()": "timeline.logs.Json"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["ours"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A page not found is a reader's affair; a page that failed is the operator's.
        "django.request": {"level": "ERROR"},
        "gunicorn.error": {"handlers": ["stderr"], "propagate": False},
        # It warns of every HEAD request, whose body it is right to drop.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

FROM_ENVIRONMENT = tuple(environment.asked_for)
