from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from timeline.htmx import render_page


@never_cache
@require_safe
def healthz(request):
    """The process is up; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """The database answers and its migrations are applied."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return not_ready("The database does not answer.\n")
    return not_ready("Migrations are not applied.\n") if pending else HttpResponse("ready\n", content_type="text/plain")


def not_ready(text):
    return HttpResponse(text, status=503, content_type="text/plain", headers={"Retry-After": "10"})


@require_safe
def robots(request):
    return HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain")


@require_safe
def about(request):
    return render_page(request, "about.html", {"operator": settings.OPERATOR, "contact": settings.CONTACT_EMAIL})


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """Nothing here may ask the database: it may be what failed."""
    return render(request, "500.html", status=500)
