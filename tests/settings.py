"""The program's settings, made quick and kept away from any real data. pyproject.toml names this module."""

import atexit
import os
import shutil
import tempfile

# Before the settings are read: tests never touch the data folder of an installation.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="timeline-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
HERE = {"SITE_URL", "ALLOWED_HOSTS", "DEBUG", "TIME_ZONE", "SITE_NAME", "LISTEN", "PORT"}
for name in os.environ.keys() & (HERE | {"PROXIES", "SECOND_FACTOR", "SESSION_HOURS"}):
    del os.environ[name]

from timeline.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir()  # noqa: F405
# Hashed names need collected files, which a test's live server does not have.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A connection kept open would keep the test database from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: several threads then meet as they do in an installation.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
else:
    # Two runs on one server do not drop each other's database.
    DATABASES["default"]["TEST"] = {"NAME": f"test_timeline_{os.getpid()}"}  # noqa: F405
