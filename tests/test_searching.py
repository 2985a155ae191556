"""What `q` finds. An oracle that walks letter by letter, and shares nothing with the program, has the last word."""

import re
import sqlite3
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.searching import Search, words


def found(query, *fields):
    return Search(query).matches(words(fields))


# Hand cases: query, text, whether it is found


BEGINNINGS = [
    ("ban", "Ban on seafood"),
    ("ban", "Two bans"),
    ("BAN sea", "Seafood: the ban"),
    ("china", "Ｃｈｉｎａ Ｄａｉｌｙ"),
    ("ｃｈｉｎａ", "China"),
    ("elysee", "À l’Élysée"),
    ("Élysée", "elysee"),
    ("sao", "São Paulo"),
    ("sa\u0303o", "S\u00c3O"),
    ("viet nam", "Việt Nam"),
    ("Việt", "VIE\u0323\u0302T NAM"),
    ("Đặng", "Dang"),
    ("dang", "Đặng"),
    ("oresund lodz", "Øresund, Łódź"),
    ("strasse", "Straße"),
    ("STRAẞE", "strasse"),
    ("aero", "Ærø"),
    ("oeuvre", "Œuvre"),
    ("istanbul izmir", "İstanbul ve IZMIR, ızmir"),
    ("Αθηνα", "Αθήνα"),
    ("ΟΔΟΣ", "οδος"),
    ("Ελκα", "Ελκα"),
    ("елка", "Ёлка"),
    ("киiв", "киi\u0308в"),
    ("100", "A levy of 100%"),
    ("1,000", "1,000 tonnes"),
    ("km2", "12 km²"),
]


@pytest.mark.parametrize(("query", "text"), BEGINNINGS)
def test_words_are_found_by_their_beginning_without_case_accents_or_width(query, text):
    assert found(query, text)


MIDDLES = [
    ("ban", "urban"),
    ("ban", "tur-key"),
    ("ban sea", "the ban"),
    ("100", "A levy of 2100"),
    ("a_c", "abc"),
    ("a%c", "abc"),
    ("nam viet", "vietnam"),
]


@pytest.mark.parametrize(("query", "text"), MIDDLES)
def test_the_middle_of_a_word_is_not_found(query, text):
    assert not found(query, text)


RUNS = [
    ("台湾", "关于台湾问题的声明"),
    ("中国", "在中国的日本人"),
    ("大使", "驻日本大使馆"),
    ("渡航注意", "外務省が渡航注意を出した"),
    ("水産物", "日本産水産物の輸入停止"),
    ("高市", "高市早苗首相"),
    ("首相 高市", "高市早苗首相"),
    ("ガス", "ｶﾞｽ田"),
    ("ガス", "カ\u3099ス田"),
    ("サーバ", "新サーバー"),
    ("ー", "サーバー"),
    ("人々", "多くの人々が"),
    ("佐々木", "佐々木氏"),
    ("葛城", "葛\U000e0100城市"),
    ("𠮷野", "新𠮷野家"),
    ("WTO", "対WTO提訴"),
    ("2025", "令和7年（2025年）"),
    ("2025年", "于2025年内"),
    ("２０２５年", "2025年"),
    ("11月", "2025年11月14日"),
    ("年11", "2025年11月14日"),
    ('"台湾"', "关于台湾问题"),
    ("「台湾」", "关于台湾问题"),
    ('"2025年"', "2025年度"),
]


@pytest.mark.parametrize(("query", "text"), RUNS)
def test_chinese_and_japanese_are_found_inside_longer_runs(query, text):
    assert found(query, text)


MARKS = [
    ("か", "が"),
    ("が", "か"),
    ("ハ", "パ"),
    ("台湾", "台、湾"),
    ("中国大使", "中国の大使"),
    ("025年", "2025年"),
    ("2025月", "2025年11月"),
    ("하", "한국"),
    ("국", "한국"),
    ("की", "कि"),
    ('"ա"', "ա\u0301"),
    ('"شد"', "شدّ"),
]


@pytest.mark.parametrize(("query", "text"), MARKS)
def test_other_marks_stay_and_runs_match_as_they_stand(query, text):
    assert not found(query, text)


PHRASES = [
    ('"taiwan strait"', "the Taiwan Strait", True),
    ('"taiwan strait"', "the Taiwan Straits", False),
    ('"taiwan strait"', "strait of taiwan", False),
    ("“taiwan strait”", "the Taiwan Strait", True),
    ("„taiwan strait“", "the Taiwan Straits", False),
    ("”taiwan strait”", "the Taiwan Straits", False),
    ("＂taiwan strait＂", "the Taiwan Straits", False),
    ('"ban"', "bans", False),
    ('"ban"', "a ban.", True),
    ('"china"', "China’s", True),
    ('"中国 大使"', "中国 大使館", True),
    ('"中国 大使"', "中国的大使", False),
    ("follow-up", "a follow-up call", True),
    ("follow-up", "a follow up call", True),
    ("follow-up", "follow-ups", True),
    ("follow-up", "up to follow", False),
    ("follow-up", "to follow and up", False),
    ("taiwan/strait", "Taiwan Straits", True),
    ('"taiwan str', "the Taiwan Strait", True),
    ('"taiwan str', "strait, Taiwan", False),
    ('ban "', "bans", True),
    ('ban""', "bans", True),
    ('台湾"follow up"', "follow up 在台湾的", True),
    ('台湾"follow up"', "follow ups 在台湾的", False),
]


@pytest.mark.parametrize(("query", "text", "expected"), PHRASES)
def test_phrases(query, text, expected):
    assert found(query, text) is expected


APOSTROPHES = [
    ("Tokyo's", "Tokyo’s reply", True),
    ("Tokyo’s", "Tokyo's reply", True),
    ("tokyo's", "Tokyo says", False),
    ("tokyo", "Tokyo's", True),
    ("tokyo'", "Tokyo", True),
    ("'tokyo'", "Tokyos", True),
    ("O'Brien", "O’Brien", True),
    ("o'br", "O＇Brien", True),
    ("o´brien", "Oʼbrien", True),
    ("brien", "O'Brien", True),
    ("élysée", "l'Élysée", True),
    ("o'brien", "O. Brien", False),
    ("ʼn", "ŉ", True),
]


@pytest.mark.parametrize(("query", "text", "expected"), APOSTROPHES)
def test_an_apostrophe_inside_a_word_counts_whatever_its_shape(query, text, expected):
    assert found(query, text) is expected


EXCLUSIONS = [
    ("-ban", "urban", True),
    ("-ban", "bans", False),
    ("seafood -ban", "seafood", True),
    ("seafood -ban", "seafood ban", False),
    ("seafood -ban", "ban", False),
    ('-"taiwan strait"', "strait of Taiwan", True),
    ('-"taiwan strait"', "Taiwan Strait", False),
    ('-"taiwan strait"', "Taiwan Straits", True),
    ("-“taiwan strait”", "Taiwan Strait", False),
    ("-follow-up", "a follow-up", False),
    ("-follow-up", "up to follow", True),
    ("－台湾", "在台湾的", False),
    ("−ban", "ban", False),
    ("--ban", "ban", False),
    ("-台湾", "在中国的", True),
    ("- ban", "ban", True),
    ("ban -", "ban", True),
    ("ban -!", "ban", True),
    ('"-ban"', "ban", True),
    ("ban -ban", "ban", False),
    ('"ban"-ban', "ban", True),
    ("ー台湾", "台湾", False),
    ("ー台湾", "サー台湾", True),
]


@pytest.mark.parametrize(("query", "text", "expected"), EXCLUSIONS)
def test_a_minus_before_a_word_or_phrase_excludes_it(query, text, expected):
    assert found(query, text) is expected


CASES = [case[:2] for case in (*BEGINNINGS, *MIDDLES, *RUNS, *MARKS, *PHRASES, *APOSTROPHES, *EXCLUSIONS)]


def test_no_match_crosses_fields():
    assert found("export ban", "Export", "ban")
    assert not found('"export ban"', "Export", "ban")
    assert not found("export-ban", "Export", "", "ban")
    assert not found("台湾", "台", "湾")
    assert not found("2025年", "2025", "年")


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "!!!", "-", "--", '"', '""', "-“”", "🇯🇵 🙂", "\x00", "\ud800", "%", "_", "\\", "'"]
)
def test_a_query_without_a_word_is_empty_and_matches_everything(text):
    search = Search(text)
    assert search.empty
    assert list(search) == []
    assert search.matches(words([]))
    assert search.conditions() == Search("").conditions()


def test_the_text_is_cleaned_for_the_box_and_the_address():
    assert Search(" \n ban\x00\ud83d  Ｅlysée\tsea \u3000").text == "ban  Ｅlysée sea"
    assert Search("x" * 199 + " yes").text == "x" * 199
    assert Search(" " * 300 + "ban").text == "ban"


def test_the_first_200_characters_count():
    assert found("ban " * 50 + "absent", "ban")
    assert not found("ban " * 49 + "absent", "ban")


def test_terms_say_what_was_typed_and_come_once():
    assert [(term.text, term.excluded) for term in Search('Ban -“Élysée now” ban BAN 2025年 "ban"')] == [
        ("Ban", False),
        ("Élysée now", True),
        ("2025年", False),
        ("ban", False),
    ]


def test_words_are_kept_folded_between_spaces_with_two_between_fields():
    assert words(["Ban’s END", "", "!", "2025年の台湾・中国"]) == " ban ' s end  2025 年の台湾 中国 "
    assert words(["佐々木のサーバー〇〆"]) == " 佐々木のサーバー〇〆 "
    assert words([]).strip() == ""


def test_every_character_is_found_as_it_stands_and_none_is_special_to_the_database():
    special = re.compile(r"[A-Z%_\\\x00\ud800-\udfff]")
    for char in every_character():
        text = f"か{char}国 a{char}b {char}"
        kept = words([text])
        assert Search(text).matches(kept), ascii(char)
        assert not special.search(kept), ascii(char)


def test_accents_fold_on_latin_greek_and_cyrillic_letters_alone():
    for char in every_character():
        base, *marks = unicodedata.normalize("NFD", char)
        if marks and char.isalpha():
            folds = unicodedata.name(base).startswith(("LATIN", "GREEK", "CYRILLIC"))
            assert found(f'"{base}"', char) is folds, ascii(char)


def test_a_query_of_the_worst_kind_stays_within_the_limits_of_sqlite():
    table = sqlite3.connect(":memory:")
    for query in ("\ufdfa" * 200, " ".join(chr(0x4E00 + n) for n in range(100)), " ".join("abcdefghij" * 10)):
        search = Search(query)
        question = " AND ".join(["words LIKE ? ESCAPE '\\'"] * len(search.terms))
        patterns = [f"%{term.pattern}%" for term in search]
        assert len(patterns) <= 100
        table.execute(f"SELECT 1 FROM (SELECT '' AS words) WHERE {question}", patterns).fetchall()
    table.close()


def every_character():
    """All but private and unassigned ones."""
    return (char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) not in ("Cn", "Co"))


# The oracle

QUOTES = tuple('"“”＂')


def fold_one(char):
    """One precomposed character as the contract folds it, spelled out by its name."""
    special = {
        "đ": "d",
        "ø": "o",
        "ł": "l",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "ς": "σ",
        "ё": "е",
        "й": "и",
    }
    char = special.get(char.lower(), char.lower()) if len(char.lower()) == 1 else "i"
    name = unicodedata.name(char, "") if len(char) == 1 else ""
    if name.startswith("FULLWIDTH"):
        return fold_one(chr(ord(char) - 0xFEE0))
    if name.startswith(("LATIN", "GREEK", "CYRILLIC")) and " WITH " in name:
        return fold_one(unicodedata.lookup(name.split(" WITH ")[0]))
    return char


def script(char):
    if char in "'’":
        return "apostrophe"
    if char in "々ー" or unicodedata.name(char, "").startswith(("CJK", "HIRAGANA", "KATAKANA LETTER")):
        return "run"
    return "word" if char.isalnum() or unicodedata.combining(char) else ""


def oracle_tokens(text):
    """(script, text) pairs; lone apostrophes that do not stand inside a word are gone."""
    made, previous = [], ""
    text = unicodedata.normalize("NFC", text)
    for place, char in enumerate(text):
        kind = script(char)
        if kind == "apostrophe":
            around = [
                script(text[place - 1]) if place else "",
                script(text[place + 1]) if place + 1 < len(text) else "",
            ]
            kind = "apostrophe" if around == ["word", "word"] else ""
        if kind and kind == previous:
            made[-1][1] += fold_one(char)
        elif kind:
            made.append([kind, "'" if kind == "apostrophe" else fold_one(char)])
        previous = kind
    return made


def oracle_terms(query):
    """(tokens, whole, excluded) of each piece of a query, read letter by letter."""
    pieces, piece, quoted, minus, fresh = [], "", False, False, True
    for char in [*query.strip()[:200], None]:
        ends_phrase, opens_phrase = quoted and char in QUOTES, not quoted and char in QUOTES
        ends_word = char is None or (not quoted and (opens_phrase or char.isspace()))
        if ends_phrase or ends_word:
            if oracle_tokens(piece):
                pieces.append((oracle_tokens(piece), ends_phrase, minus))
            minus = minus and opens_phrase and not piece
            piece = ""
        elif fresh and char == "-":
            minus = True
        else:
            piece += char
        quoted = opens_phrase or (quoted and not ends_phrase)
        fresh = not quoted and (ends_word or (fresh and char == "-"))
    return pieces


def stands(term, whole, tokens):
    """Whether the term's tokens follow each other somewhere in one field."""
    last = len(term) - 1
    for start in range(len(tokens) - last):
        for place, (kind, text) in enumerate(term):
            their_kind, theirs = tokens[start + place]
            first_free, last_free = place == 0 and kind == "run", place == last and (kind == "run" or not whole)
            if kind != their_kind:
                break
            if first_free and last_free:
                fits = text in theirs
            elif first_free:
                fits = theirs.endswith(text)
            else:
                fits = theirs.startswith(text) if last_free else theirs == text
            if not fits:
                break
        else:
            return True
    return False


def oracle(query, fields):
    read = [oracle_tokens(field) for field in fields]
    return all(
        any(stands(term, whole, tokens) for tokens in read) != excluded for term, whole, excluded in oracle_terms(query)
    )


PIECES = re.findall(
    r"\S+",
    "ban bans urban Ban up follow s O o Brien Élysée elysee Viêt Việt việt nam Đ đa da Łó lo ß ss æ ae İ i ı "
    "Ё е й и ά α ς σ Ｃｈ ch １ 1 2025 20 台湾 台 湾 中国 大使 使 年 が か 々 ー サーバー ハ パ 한 하 国",
)
GLUE = [" ", " ", " ", "", "", "-", "'", "’", ", ", "。", "\u3000", "%", "_", "🙂", "!"]
text_of = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GLUE)), max_size=8).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)
query_of = st.lists(
    st.tuples(
        st.sampled_from(["", "", "", "", "-", '"', '-"', "“", "--", "- "]),
        st.sampled_from(PIECES),
        st.sampled_from(["", " ", " ", " ", "-", "'", '"', '" ', "” ", "\u3000", " -"]),
    ),
    max_size=4,
).map(lambda triples: "".join("".join(triple) for triple in triples))


@given(query=query_of, fields=st.lists(text_of, max_size=3))
def test_the_oracle_agrees(query, fields):
    assert found(query, *fields) == oracle(query, fields)


@given(fields=st.lists(text_of, min_size=1, max_size=3), data=st.data())
def test_the_oracle_agrees_on_pieces_of_the_text_itself(fields, data):
    field = data.draw(st.sampled_from(fields))
    start = data.draw(st.integers(0, len(field)))
    query = field[start : data.draw(st.integers(start, len(field)))]
    query = data.draw(st.sampled_from([query, f'"{query}"', f"-{query}", f'-"{query}"', f"“{query}"]))
    assert found(query, *fields) == oracle(query, fields)


@given(st.text(max_size=300))
def test_any_text_can_be_asked_and_its_cleaned_text_asks_the_same(text):
    search = Search(text)
    again = Search(search.text)
    assert again.text == search.text
    assert list(again) == list(search)
    search.text.encode()
    words([text]).encode()


@given(st.lists(st.text(max_size=40), max_size=4))
def test_whatever_is_kept_can_be_kept_again(fields):
    kept = words(fields)
    assert kept.startswith(" ")
    assert kept.endswith(" ")
    assert "   " not in kept.strip()
    assert not re.search(r"[A-Z%_\\\x00]", kept)
