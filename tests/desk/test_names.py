from django.urls import reverse

from tests.desk.conftest import Typing
from tests.factories import ActorFactory, CrisisFactory, ReportFactory, SourceFactory
from timeline.models import Actor, Crisis, Report, Source


def test_an_actor_gets_its_address_from_its_name(open_form):
    ActorFactory(name="Japan", slug="japan")
    open_form("actor").type(name="Sanae Takaichi", part_of="japan", country="jp").press()
    actor = Actor.objects.get(slug="sanae-takaichi")
    assert (str(actor.part_of), actor.country) == ("Japan", "JP")


def test_one_level_of_parts_is_enough(open_form):
    cabinet = ActorFactory(name="Cabinet", part_of=ActorFactory(name="Japan"))
    problems = open_form("actor").type(name="Kihara", part_of=cabinet.name).refused()
    assert "One level is enough" in " ".join(problems.values())


def test_renaming_an_actor_raises_the_stamp_of_the_crises(open_form):
    crisis = CrisisFactory()
    before = crisis.stamp
    form = open_form(ActorFactory(name="Japan", slug="japan"))
    form.type(name="State of Japan").press()
    assert Crisis.objects.get(pk=crisis.pk).stamp != before
    assert Actor.objects.get().slug == "japan"


def test_a_source_takes_a_host_however_it_is_pasted(open_form):
    open_form("source").type(name="Reuters", host="https://www.Reuters.com/world").press()
    assert Source.objects.get().host == "reuters.com"


def test_a_report_is_kept_with_its_days_and_its_outlet(open_form):
    form = open_form("report").type(source="+Kyodo", headline="Ban", published="27/11/2025")
    form.type(url="https://kyodo.example/1").press()
    assert Report.objects.get().published.isoformat() == "2025-11-27"
    assert set(open_form("report").type(source="Kyodo", url="https://kyodo.example/1").refused()) == {"Link"}


def test_a_crisis_is_begun_with_a_title_and_its_sides(open_form):
    open_form("crisis").type(title="The strike", sides_0_actor="+Dockers", sides_1_actor="+Port authority").press()
    crisis = Crisis.objects.get(title="The strike")
    assert (crisis.slug, crisis.state) == ("the-strike", "draft")
    assert [str(side.actor) for side in crisis.side_set.all()] == ["Dockers", "Port authority"]


def test_a_zone_that_is_none_is_refused(open_form):
    assert set(open_form("crisis").type(title="A", time_zone="Tokyo").refused()) == {"Time zone"}


def test_two_names_alike_are_told_apart_by_their_addresses(desk, crisis):
    for slug in ("kim-one", "kim-two"):
        ActorFactory(name="Kim", slug=slug)
    form = Typing(desk, reverse("admin:timeline_event_add")).type(headline="A", who_0_actor="Kim [kim-two]")
    form.press()
    assert form.data["who-0-actor"] == "Kim [kim-two]"
    form.press()


def test_outlets_of_a_shared_host_are_not_told_by_it(open_form):
    form = open_form("event").type(headline="A", accounts_0_says="So.", accounts_0_report="https://x.com/consul/1")
    form.type(accounts_0_outlet="+The consul").press()
    assert Source.objects.get().host == ""


def test_an_outlet_without_a_host_is_told_by_its_reports_unless_two_have_some_there(open_form):
    first = ReportFactory(url="https://www.news.example/1").source
    form = open_form("event").type(headline="A", accounts_0_says="So.", accounts_0_report="https://news.example/2")
    form.press()
    assert Report.objects.get(url="https://news.example/2").source == first
    ReportFactory(url="https://news.example/3")
    form = open_form("event").type(headline="B", accounts_0_says="So.", accounts_0_report="https://news.example/4")
    assert set(form.refused()) == {"Account 1, outlet"}


def test_a_subdomain_belongs_to_its_outlet(open_form):
    source = SourceFactory(name="Office", host="kantei.go.jp")
    form = open_form("event").type(headline="A", accounts_0_says="So.")
    form.type(accounts_0_report="https://japan.kantei.go.jp/statement").press()
    assert Report.objects.get().source == source


def test_a_link_that_cannot_be_read_is_refused(open_form):
    form = open_form("event").type(headline="A", accounts_0_says="So.", accounts_0_report="https://[bad")
    assert "cannot be read" in form.refused()["Account 1, report"]


def test_several_reports_with_the_same_words_ask_for_the_link(open_form):
    source = SourceFactory(name="Kyodo")
    ReportFactory(source=source, headline="Ban announced"), ReportFactory(source=source, headline="Ban lifted")
    form = open_form("event").type(headline="A", accounts_0_says="So.", accounts_0_report="kyodo ban")
    assert "Paste its link" in form.refused()["Account 1, report"]
