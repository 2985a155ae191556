"""Every address, and the view behind it."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import LocalePrefixPattern, URLResolver, include, path, re_path

from timeline.views import (
    actors,
    api,
    changes,
    countermeasures,
    crises,
    embeds,
    events,
    exports,
    feeds,
    live,
    pictures,
    site,
    timelines,
)

crisis = [
    path("", timelines.timeline, name="timeline"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("countermeasures/", countermeasures.tracker, name="tracker"),
    path("countermeasures/<slug:slug>/", countermeasures.countermeasure, name="countermeasure"),
    path("actors/<slug:slug>/", actors.actor, name="actor"),
    path("sources/<slug:slug>/", actors.source, name="source"),
    path("changes/", changes.changes, name="changes"),
    path("live/", live.live, name="live"),
    path("embed/", embeds.embed, name="embed"),
    path("picture/<slug:name>.png", embeds.crisis_picture, name="picture-of-crisis"),
    path("pictures/<slug:name>.png", embeds.edition_picture, name="picture-of-edition"),
    path("export.json", exports.as_json, name="export-json"),
    path("export.csv", exports.as_csv, name="export-csv"),
    path("countermeasures.csv", exports.countermeasures, name="countermeasures-csv"),
    path("timelinejs.json", exports.as_timelinejs, name="timelinejs-json"),
    path("timelinejs.csv", exports.as_timelinejs_csv, name="timelinejs-csv"),
    path("citations.ris", exports.as_ris, name="citations-ris"),
    path("citations.bib", exports.as_bibtex, name="citations-bib"),
    path("feed.atom", feeds.as_atom, name="feed-atom"),
    path("feed.json", feeds.as_json, name="feed-json"),
    path("calendar.ics", feeds.as_calendar, name="calendar"),
]

api_v1 = [
    path("", api.home, name="api"),
    path("openapi.json", api.description, name="openapi"),
    path("crises", api.crises, name="api-crises"),
    path("crises/<slug:slug>", api.crisis, name="api-crisis"),
    path("events", api.events, name="api-events"),
    path("events/<str:public_id>", api.event, name="api-event"),
    path("countermeasures", api.countermeasures, name="api-countermeasures"),
    path("countermeasures/<str:public_id>", api.countermeasure, name="api-countermeasure"),
    path("actors", api.actors, name="api-actors"),
    path("sources", api.sources, name="api-sources"),
    path("changes", api.changes, name="api-changes"),
]


class DeskPrefix(LocalePrefixPattern):
    """/admin/, and /admin/ja/ in another language: below one path, to which the cookies of editors are bound."""

    @property
    def language_prefix(self) -> str:
        return f"admin/{super().language_prefix}"


urlpatterns = [
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path("oembed", embeds.as_oembed, name="oembed"),
    path("pictures/<str:name>", pictures.picture, name="picture"),
    URLResolver(DeskPrefix(prefix_default_language=False), [path("", admin.site.urls)]),
    path("api/v1/", include(api_v1)),
    re_path("^api/", api.nothing),  # a path converter would let an address with a line break through
    *i18n_patterns(
        path("", crises.home, name="home"),
        path("about/", site.about, name="about"),
        path("e/<slug:public_id>.ris", events.as_ris, name="cite-ris"),
        path("e/<slug:public_id>.bib", events.as_bibtex, name="cite-bib"),
        path("e/<str:public_id>", events.short, name="short"),
        path("<slug:crisis>/", include(crisis)),
        prefix_default_language=False,
    ),
]

handler400 = "timeline.views.site.bad_request"
handler403 = "timeline.views.site.forbidden"
handler404 = "timeline.views.site.not_found"
handler500 = "timeline.views.site.server_error"
