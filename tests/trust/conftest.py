from django.conf import settings

if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
    # Rights and headers are settled before any database is asked: once is enough.
    collect_ignore = ["test_who_may_do_what.py", "test_headers_everywhere.py"]
