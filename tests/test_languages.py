"""The interface in every language: complete, dated and punctuated by its own rules, chosen by the address alone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.factories import (
    AccountFactory,
    CrisisFactory,
    EventFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_event,
)
from timeline import dates
from timeline.models.base import refuse_reserved
from timeline.views import outside
from timeline.wordings import date_words, in_a_row

ROOT = Path(site.BASE_DIR)
LOCALE = ROOT / "timeline" / "locale"
OTHERS = [code for code, _name in site.LANGUAGES if code != site.LANGUAGE_CODE]
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w[^>]*>")
HOME = "/harbour-strike/"


def catalogue(language, form="po"):
    path = LOCALE / translation.to_locale(language) / "LC_MESSAGES" / f"django.{form}"
    return polib.pofile(path) if form == "po" else polib.mofile(path)


def names(entries):
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


def worded(entry):
    return [entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]


# Complete


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_none_is_a_guess(language):
    for entry in catalogue(language):
        assert not entry.obsolete and not entry.fuzzy, entry.msgid
        assert all(words.strip() for words in worded(entry)), entry.msgid


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_loses_or_invents_a_placeholder(language):
    for entry in catalogue(language):
        whole, one = (set(PLACES.findall(text)) for text in (entry.msgid_plural or entry.msgid, entry.msgid))
        for words in worded(entry):
            assert set(PLACES.findall(words)) in (whole, whole & one), (entry.msgid, words)


@pytest.mark.parametrize("language", OTHERS)
def test_what_runs_is_what_was_translated(language):
    """A fresh clone has no gettext to compile with: what is compiled is kept, and must not be older."""
    compiled = {(entry.msgctxt, entry.msgid): worded(entry) for entry in catalogue(language, "mo")}
    assert compiled == {(entry.msgctxt, entry.msgid): worded(entry) for entry in catalogue(language)}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="no gettext here")
def test_no_text_of_the_program_is_missing_from_the_translations(tmp_path):
    for folder in ("timeline", "templates", "static"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc", "*.mo"))
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    wanted = [part for language in OTHERS for part in ("-l", translation.to_locale(language))]
    command = [sys.executable, "manage.py", "makemessages", *wanted, "--no-location", "--no-obsolete", "-v0"]
    subprocess.run(command, cwd=tmp_path, check=True, env={"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"})
    for language in OTHERS:
        path = tmp_path / "timeline" / "locale" / translation.to_locale(language) / "LC_MESSAGES" / "django.po"
        assert names(polib.pofile(path)) == names(catalogue(language)), "run: make messages"


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_without_plurals_has_one_form_that_says_the_number(language):
    for entry in catalogue(language):
        if entry.msgid_plural:
            assert list(entry.msgstr_plural) == [0], entry.msgid


# Words by each language's rules


@pytest.mark.parametrize(
    ("edtf", "vietnamese", "japanese", "chinese"),
    [
        ("2025-11-25", "25 tháng 11 năm 2025", "2025年11月25日", "2025年11月25日"),
        ("2025-11", "Tháng 11 năm 2025", "2025年11月", "2025年11月"),
        ("2025", "Năm 2025", "2025年", "2025年"),
        ("-0043", "Năm 44 TCN", "紀元前44年", "公元前44年"),
        ("0079", "Năm 79 SCN", "西暦79年", "公元79年"),
        ("197X", "Thập niên 1970", "1970年代", "1970年代"),
        (
            "2025-11-24/2025-11-27",
            "Từ 24 đến 27 tháng 11 năm 2025",
            "2025年11月24日から27日まで",
            "2025年11月24日至27日",
        ),
        (
            "[2025-11-24..2025-11-27]",
            "Trong khoảng từ 24 đến 27 tháng 11 năm 2025",
            "2025年11月24日から27日までの間",
            "2025年11月24日至27日之间",
        ),
        ("[..2025-11-24]", "Trước 25 tháng 11 năm 2025", "2025年11月25日より前", "2025年11月25日之前"),
        ("2025-21", "Mùa xuân năm 2025", "2025年春", "2025年春季"),
        ("1979~", "Khoảng năm 1979", "1979年ごろ", "约1979年"),
    ],
)
def test_a_date_is_worded_in_the_order_of_its_language(edtf, vietnamese, japanese, chinese):
    when = dates.parse_edtf(edtf)
    for language, words in {"vi": vietnamese, "ja": japanese, "zh-hans": chinese}.items():
        with translation.override(language):
            assert date_words(when) == words


@pytest.mark.parametrize("language", OTHERS)
def test_a_day_in_words_is_read_back_as_the_same_day(language):
    when = dates.parse_edtf("2025-11-09")
    with translation.override(language):
        assert [dates.read(date_words(when, style)).edtf for style in ("long", "short")] == ["2025-11-09"] * 2


def test_names_stand_in_a_row_with_the_commas_of_the_language():
    rows = {}
    for language in ("en", *OTHERS):
        with translation.override(language):
            rows[language] = in_a_row(["AFP", "Reuters"])
    assert rows == {"en": "AFP, Reuters", "vi": "AFP, Reuters", "ja": "AFP、Reuters", "zh-hans": "AFP，Reuters"}


# Chosen by the address


@pytest.fixture
def strike(db):
    CrisisFactory(title="The harbour strike")
    shown_event(headline="Dockers walk out", slug="walk-out", language="en", edtf="2025-11-25")
    return shown_event(headline="港湾スト始まる", slug="suto", language="ja", edtf="2025-11-26")


@pytest.mark.parametrize(
    ("prefix", "language", "word"),
    [("", "en", "Oldest"), ("/vi", "vi", "Cũ nhất"), ("/ja", "ja", "古い順"), ("/zh-hans", "zh-Hans", "最早")],
)
def test_the_prefix_of_the_address_is_the_language_of_the_page(reader, strike, prefix, language, word):
    response = reader.get(prefix + HOME, headers={"Accept-Language": "de"})
    page = response.content.decode()
    assert f'<html lang="{language}" dir="ltr">' in page and word in page
    assert response.headers["Content-Language"] == language.lower()
    assert not response.cookies


def test_the_default_language_has_no_prefix_and_unknown_ones_are_no_language(reader, strike):
    assert [reader.get(f"/{code}/").status_code for code in ("en", "xx", "zh")] == [404] * 3


def test_the_menu_leads_to_the_same_page_with_the_same_question(reader, strike):
    page = reader.get(f"/ja{HOME}?kind=call&order=oldest").content.decode()
    found = re.findall(r'<a href="([^"]+)" lang="[\w-]+" hreflang="([\w-]+)"( aria-current="true")?', page)
    asked = "?kind=call&amp;order=oldest"
    assert found == [
        (f"{HOME}{asked}", "en", ""),
        (f"/vi{HOME}{asked}", "vi", ""),
        (f"/ja{HOME}{asked}", "ja", ' aria-current="true"'),
        (f"/zh-hans{HOME}{asked}", "zh-Hans", ""),
    ]


def test_engines_are_told_of_each_language_once_without_the_filter(reader, strike):
    page = reader.get(f"/vi{HOME}?kind=call").content.decode()
    assert f'<link rel="canonical" href="http://testserver/vi{HOME}">' in page
    assert re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="http://testserver([^"]+)">', page) == [
        ("en", HOME),
        ("x-default", HOME),
        ("vi", f"/vi{HOME}"),
        ("ja", f"/ja{HOME}"),
        ("zh-Hans", f"/zh-hans{HOME}"),
    ]


def test_links_within_a_page_stay_in_its_language(reader, strike):
    page = reader.get(f"/ja{HOME}").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    inner = [link for link in re.findall(r'href="(/[^"]*)"', main) if not link.startswith(("/static/", "/e/"))]
    assert inner and all(link.startswith("/ja/") for link in inner)


@pytest.mark.parametrize("path", ["/ja/no-such-page/", f"/ja{HOME}events/absent/"])
def test_an_error_is_told_in_the_language_of_its_address_and_offers_no_other(reader, strike, path):
    response = reader.get(path)
    page = response.content.decode()
    assert response.status_code == 404 and "このアドレスには何もありません" in page
    assert "hreflang" not in page


def test_a_crisis_cannot_take_the_address_of_a_language():
    for code, _name in site.LANGUAGES:
        with pytest.raises(ValidationError):
            refuse_reserved(code)


def test_files_are_the_same_but_for_addresses_and_speak_the_language_of_theirs(reader, strike, monkeypatch):
    """They are made piece by piece, all but the first after the view has answered."""
    monkeypatch.setattr(outside, "PIECE", 1)
    plain, prefixed = (b"".join(reader.get(f"{at}{HOME}export.json")).decode() for at in ("", "/ja"))
    assert "http://testserver/harbour-strike/events/suto/" in plain
    assert "http://testserver/ja/harbour-strike/events/suto/" in prefixed
    same = re.compile(r'"generated": ?"[^"]*"')
    assert same.sub("", prefixed).replace("/ja/harbour", "/harbour") == same.sub("", plain)


def test_the_language_of_one_answer_does_not_stay_for_the_next(reader, strike):
    b"".join(reader.get(f"/ja{HOME}export.csv"))
    assert "Oldest" in reader.get(HOME).content.decode()


# What is in another language than the page says so


def test_headlines_carry_their_language(reader, strike):
    page = reader.get(HOME).content.decode()
    assert re.search(r'<h4 dir="auto" lang="ja"><a [^>]*>港湾スト始まる</a></h4>', page)


def test_what_the_desk_wrote_is_marked_on_a_page_in_another_language(reader, db):
    event = EventFactory(slug="walk-out", crisis__standfirst="Dockers stop.")
    report = ReportFactory(source=SourceFactory(name="Port Radio"))
    AccountFactory(event=event, report=report, says="They stopped.", quote="いいえ", quote_language="ja")
    shown(event)
    page = reader.get(f"/vi{HOME}events/walk-out/").content.decode()
    assert '<p dir="auto" lang="en">They stopped.</p>' in page
    assert re.search(r'<q dir="auto" lang="ja">いいえ</q>', page)
    assert '<p dir="auto">They stopped.</p>' in reader.get(f"{HOME}events/walk-out/").content.decode()


# The desk


def test_the_desk_speaks_the_language_below_its_own_path(desk):
    response = desk.get("/admin/ja/")
    page = response.content.decode()
    assert "編集デスク" in page and 'href="/admin/ja/timeline/event/"' in page
    assert 'href="/admin/" lang="en"' in page and 'href="/admin/vi/" lang="vi"' in page
    assert "編集デスク" not in desk.get("/admin/").content.decode()


def test_who_is_not_logged_in_is_asked_to_in_the_same_language(reader):
    assert reader.get("/admin/vi/").headers["Location"] == "/admin/vi/login/?next=/admin/vi/"


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_of_the_desk_opens_in_every_language(desk, language):
    CrisisFactory()
    for noun in ("event", "countermeasure", "position", "crisis", "actor", "source", "report"):
        assert desk.get(f"/admin/{language}/timeline/{noun}/add/").status_code == 200
    assert desk.get(f"/admin/{language}/quick/").status_code == 200


# Signs and figures


@pytest.mark.parametrize("view", ["list", "lanes", "ledger", "table"])
def test_no_figure_of_a_drawing_takes_the_decimal_comma_of_a_language(reader, strike, view):
    page = reader.get(f"/vi{HOME}?view={view}").content.decode()
    drawn = re.findall(r' (?:[xyd]|[xy][12]|c[xy]|width|height|viewBox|transform)="([^"]*)"', page)
    assert drawn and not [value for value in drawn if re.search(r"\d,\d", value)]


def test_a_language_from_right_to_left_turns_the_page_and_keeps_the_figures(settings, reader, strike):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    for view in ("list", "lanes", "ledger", "table"):
        page = reader.get(f"/ar{HOME}?view={view}").content.decode()
        assert '<html lang="ar" dir="rtl">' in page
        assert not re.search("[٠-٩۰-۹]", page)
