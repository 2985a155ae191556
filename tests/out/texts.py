"""Texts as people paste them: emoji, right to left, control characters, quotes, markup, newlines, very long."""

from hypothesis import strategies as st

NASTY = [
    *(
        "=1+1",
        "+cmd",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "＝1",
        " =1",
        "'=1",
        '"',
        "a,b;c|d",
        "x\r\ny\rz",
        "\x0b\x0c\x01\x7f\x85",
    ),
    *("<script>alert(1)</script>", "&lt;script&gt;", "]]>", "{\\textbf{x}}", "}{", "\\", "100% #1 & $2_^~", "ER  - "),
    *(
        "שלום עולם",
        "مرحبا \u202eabc",
        "👩‍👩‍👧‍👦 🇯🇵",
        "日本産水産物の輸入停止",
        "\u2028\u2029",
        "\ufffe\uffff",
        "END:VEVENT",
        "x" * 10_000,
    ),
    *(
        "BEGIN:VCALENDAR",
        "@misc{a,",
        "\\n\\,\\;",
        "javascript:alert(1)",
        "[x](javascript:alert(1))",
        "![p](https://e.example/p.png)",
    ),
]
nasty = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=200
)
