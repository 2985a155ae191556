from django.http import HttpResponse
from django.urls import path

from timeline.urls import *  # noqa: F403
from timeline.urls import urlpatterns as program

SENTENCE = "<p>Nothing here is asked of a database, and nothing is drawn: {n} is all that differs.</p>\n"
PAGE = "".join(SENTENCE.format(n=n) for n in range(1000))[:20_000].encode()


def hello(request):
    """What a plain view costs here: 20 kB that never change, through the same middleware."""
    return HttpResponse(PAGE)


urlpatterns = [path("hello", hello), *program]
