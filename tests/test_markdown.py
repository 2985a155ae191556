"""What editors write in Markdown reaches readers as safe HTML, and fetches nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.formats.markdown import TAGS, html


def test_plain_markdown_becomes_html():
    assert html("One **two** _three_\n\n- a\n- b").split() == (
        ["<p>One", "<strong>two</strong>", "<em>three</em></p>", "<ul>", "<li>a</li>", "<li>b</li>", "</ul>"]
    )


def test_nothing_gives_nothing():
    assert html("") == html(" \n ") == ""


def test_a_link_leads_to_the_web_or_to_mail_and_passes_nothing_on():
    assert html("[x](https://news.example/a)") == (
        '<p><a href="https://news.example/a" rel="nofollow noopener noreferrer">x</a></p>\n'
    )
    assert 'href="mailto:desk@news.example"' in html("[x](mailto:desk@news.example)")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/admin/",
        "//evil.example/",
        "ftp://a.example/",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_no_other_address_can_be_followed(address):
    assert "href" not in html(f"[x]({address})")
    assert "href" not in html(f"<{address}>")
    assert "href" not in html(f"[x]\n\n[x]: {address}")


def test_a_picture_becomes_a_link_so_that_nothing_is_fetched():
    made = html("![A ship](https://pictures.example/ship.png)")
    assert "<img" not in made
    assert '<a href="https://pictures.example/ship.png"' in made
    assert ">A ship</a>" in made
    assert html("![](javascript:x)").count("<a href") == 0


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<style>*{display:none}</style>",
        "<svg onload=alert(1)>",
        '<a href="https://a.example" onclick="x">y</a>',
        '![a" onerror="alert(1)](https://a.example/b)',
    ],
)
def test_html_is_shown_as_text(text):
    made = html(text)
    assert not re.search(r"<(?!/?(?:p|a|br)\b)", made)
    assert not re.search(r"<[^>]*\son\w+\s*=", made)


def test_headings_stand_below_those_of_the_page():
    assert html("# One\n\n#### Four") == "<h3>One</h3>\n<h3>Four</h3>\n"


def test_control_characters_are_dropped():
    assert html("a\x00b\x1bc") == "<p>abc</p>\n"


ATTRIBUTES = re.compile(r'( (href="(https?://|mailto:)[^"]*"|(rel|title)="[^"]*"|start="\d+"))*', re.IGNORECASE)
PIECES = ["<script>", "<img src=x onerror=y>", "<b onclick=a>", "<", ">", "&lt;", "[a](", "![", "](", ")"]
PIECES += ['"q"', "`", "**"]
PIECES += ["javascript:x", "https://a.example/", "mailto:a@b.example", '[a](https://a.example/ "q")', "[a](/admin/)"]
PIECES += ["# ", "> ", "1. ", "7) ", "- ", " ", "\n", "\n\n"]


@given(st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=9), max_size=12).map("".join))
def test_whatever_is_written_only_allowed_tags_and_attributes_come_out(text):
    made = html(text)
    for tag, rest in re.findall(r"<(\w+)([^>]*)>", made):
        assert tag in TAGS
        assert ATTRIBUTES.fullmatch(rest)
