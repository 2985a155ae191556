"""HTML of other people's files: what is seen stays, what acts goes."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.formats import markdown
from timeline.formats.html_in import harmless, plain, prose


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.words = ""
        self.feed(text)
        self.close()

    def handle_data(self, data):
        self.words += data


def shown(text):
    """What readers see of what an import makes of it, spaces aside."""
    return "".join(Seen(markdown.html(prose(text).markdown)).words.split())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Plain words", "Plain words"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/>", "One\\\ntwo"),
        ("a <b>bold </b>word, <em>so</em>", "a **bold** word, *so*"),
        ('<a href="https://x.example/a b">here</a>', "[here](<https://x.example/a%20b>)"),
        ('<a href="//x.example">here</a>', "[here](<https://x.example>)"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<blockquote>Quoted</blockquote>", "> Quoted"),
        ("<h2>Head</h2>text", "### Head\n\ntext"),
        ("5 &lt; 6 &amp; 7", "5 \\< 6 & 7"),
        ("*not* _so_ [x](y) # `z`", r"\*not\* \_so\_ \[x\](y) # \`z\`"),
        ("1. no list", "1\\. no list"),
        ("# no head", "\\# no head"),
        ("<iframe src='https://v.example/1'></iframe>", "[https://v.example/1](<https://v.example/1>)"),
        ("<img src='https://p.example/1.jpg' alt='A gate'>", "[A gate](<https://p.example/1.jpg>)"),
    ],
)
def test_what_it_becomes(html, expected):
    assert prose(html).markdown == expected


VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa\tScript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "<style>*{background:url(javascript:1)}</style>",
    "<math><mi xlink:href='javascript:1'>x",
    "<scr<script>ipt>alert(1)</script>",
    "<<script>script>alert(1)",
    "<p style='x:expression(1)' onclick='a()'>x",
    "[x](javascript:alert(1))",
    "<https://x.example onclick=1>",
    "<a href='https://x.example/\"onmouseover=alert(1)'>x</a>",
    "<body onload=alert(1)><form action=javascript:1><input>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<object data=javascript:1></object><embed src='javascript:1'>",
    "<meta http-equiv=refresh content='0;url=javascript:1'><base href=//x>",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_acts(vector):
    for html in (markdown.html(prose(vector).markdown), harmless(vector)):
        tags = " ".join(re.findall(r"<[^>]*>", html)).lower()
        assert not re.search(r"script|\son\w+=|javascript:|data:|srcdoc|style=", tags)


def test_only_links_of_the_web_are_taken_for_reports():
    found = prose(
        "<a href='javascript:1'>a</a> <a href='https://x.example/1'>b</a> https://y.example/2. <a href='/c'>c</a>"
    )
    assert found.links == (("https://x.example/1", "b"), ("https://y.example/2", ""))


PIECES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<br>", "<ul>", "<li>", "</ul>", "<ol>"]),
        st.sampled_from(["<blockquote>", "</blockquote>", "<a href='https://x.example/(1)'>", "</a>", "<h1>", "</h1>"]),
        st.sampled_from("*_`#[]()\\&<>-|!=+\n"),
        st.sampled_from(["&amp;", "1.", "~~~", "\n\n"]),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(PIECES)
def test_nothing_that_is_seen_is_lost(text):
    assert shown(text) == "".join(prose(text).plain.split())


@given(st.text(max_size=200))
def test_text_without_tags_is_taken_as_it_stands(text):
    from timeline.formats.incoming import clean

    if not re.search(r"<[a-zA-Z/!?]|&(?:#|[a-zA-Z])", text):
        assert shown(text) == "".join(clean(text).split())
        assert plain(text) == " ".join(clean(text).split())


def test_ten_thousand_tags_and_letters_take_no_time():
    assert len(prose("<div>" * 10_000 + "x").markdown) == 1
    assert prose("<blockquote>" * 3_000 + "x").plain == "x"
    assert prose("word " * 2_000).simple
