"""The program as a WSGI application, for any server."""

import os

from django.core.wsgi import get_wsgi_application

from timeline.arrays import keep_less

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
keep_less()
application = get_wsgi_application()
