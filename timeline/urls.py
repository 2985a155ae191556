from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from timeline.views import actors, countermeasures, crises, events, exports, pictures, site, timelines

crisis = [
    path("", timelines.timeline, name="timeline"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("countermeasures/", countermeasures.tracker, name="tracker"),
    path("countermeasures/<slug:slug>/", countermeasures.countermeasure, name="countermeasure"),
    path("actors/<slug:slug>/", actors.actor, name="actor"),
    path("sources/<slug:slug>/", actors.source, name="source"),
    path("export.json", exports.as_json, name="export-json"),
]

urlpatterns = [
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("robots.txt", site.robots, name="robots"),
    path("pictures/<str:name>", pictures.picture, name="picture"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", crises.home, name="home"),
        path("about/", site.about, name="about"),
        path("e/<str:public_id>", events.short, name="short"),
        path("<slug:crisis>/", include(crisis)),
        prefix_default_language=False,
    ),
]

handler400 = "timeline.views.site.bad_request"
handler403 = "timeline.views.site.forbidden"
handler404 = "timeline.views.site.not_found"
handler500 = "timeline.views.site.server_error"
