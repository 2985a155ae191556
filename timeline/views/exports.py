from django.http import JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from timeline.exporting import everything
from timeline.formats import export_json

from .asking import ask

PROBLEM = "application/problem+json"


@require_safe
def as_json(request, crisis):
    search, reading = ask(request, crisis)
    if search.refused:
        return refused(search)
    head, events, rest = everything(search, reading, request.build_absolute_uri, timezone.now())
    response = StreamingHttpResponse(export_json.lines(head, events, rest), content_type="application/json")
    response["Content-Disposition"] = f'inline; filename="{search.crisis.slug}.json"'
    return response


def refused(search):
    """Which keys were refused, and what each takes."""
    problem = {
        "type": "about:blank",
        "title": "Bad query value",
        "status": 400,
        "errors": [
            {"key": refusal.key, "value": refusal.value, "allowed": refusal.allowed} for refusal in search.refused
        ],
    }
    return JsonResponse(problem, status=400, content_type=PROBLEM)
