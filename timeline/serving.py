"""How gunicorn serves the program: `gunicorn -c python:timeline.serving`."""

import logging

from timeline import settings

wsgi_app = "timeline.wsgi"
chdir = str(settings.BASE_DIR)
bind = [f"[{settings.LISTEN}]:{settings.PORT}" if ":" in settings.LISTEN else f"{settings.LISTEN}:{settings.PORT}"]

worker_class = "timeline.slowness.HeadFirst"
workers = settings.WORKERS
threads = settings.THREADS
# Workers are renewed now and then, not all at once.
max_requests = 10_000
max_requests_jitter = 2_000

timeout = 30
graceful_timeout = 20
# What a connection may be silent for, and what a head may take; how many connections wait at no cost of a thread.
keepalive = 5
worker_connections = 1000

# Room for a long filter: 200 Chinese characters take 1,800 of these.
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190

forwarded_allow_ips = settings.FORWARDED_ALLOW_IPS
# What is written (the database and its journals) is for this user alone, whatever the folder allows.
umask = 0o077
# Otherwise gunicorn leaves a socket in the home folder.
control_socket_disable = True
# Who read what is nobody's affair; a proxy in front can keep a log where one is wanted.
accesslog = None
loglevel = "warning"
logconfig_dict = settings.LOGGING
logging.captureWarnings(True)
proc_name = "crisis-timeline"
