"""The first page: every published crisis."""

from django.views.decorators.http import require_safe

from timeline.htmx import render_page
from timeline.overview import crises_by_activity


@require_safe
def home(request):
    return render_page(request, "home.html", {"crises": crises_by_activity()})
