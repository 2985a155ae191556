"""Which events may be one and the same, in any language the desk writes."""

import pytest

from tests.factories import ActorFactory, EventFactory
from timeline.duplicates import like

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Call it with two headlines: whether the first event of the two is told that it may be the second."""
    japan = ActorFactory(name="Japan")

    def two(one, other, **second):
        first = EventFactory(headline=one, actors=[japan], kind="statement")
        return EventFactory(**{"headline": other, "actors": [japan], "kind": "act"} | second) in like(first)

    return two


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beijing summons the Japanese ambassador", "Japanese ambassador summoned in Beijing"),
        ("中国外交部召见日本大使", "中国外交部就台湾问题召见日本驻华大使"),
        ("中国、日本産水産物の輸入を停止", "中国が日本産の水産物の輸入停止を通告"),
        ("高市首相が台湾有事で答弁", "高市首相、台湾有事めぐり国会で答弁"),
        ("Cấm nhập khẩu hải sản Nhật Bản", "Trung Quốc cấm nhập khẩu hải sản Nhật Bản"),
    ],
)
def test_the_same_told_in_other_words_is_found(two, one, other):
    assert two(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beijing summons the Japanese ambassador", "Tokyo issues a travel notice"),
        ("中国外交部召见日本大使", "中国宣布恢复对日本的旅游提醒"),
        ("中国、日本産水産物の輸入を停止", "高市首相が台湾有事で答弁"),
        ("会談", "会見"),
    ],
)
def test_another_thing_of_the_same_day_and_actor_is_not(two, one, other):
    assert not two(one, other)
    assert not two(one, other, kind="statement")


def test_of_the_same_kind_and_actors_a_little_in_common_is_enough(two):
    words = (
        "外務省は中国側に強く抗議し、大使を呼び出したと発表した",
        "中国の駐日大使館前で強く抗議し、集会が開かれたと報じられた",
    )
    assert not two(*words)
    assert two(*words, kind="statement")


def test_another_day_or_nobody_in_common_is_another_thing(two):
    words = "中国外交部召见日本大使", "中国外交部召见日本大使"
    assert not two(*words, edtf="2025-10-01")
    assert not two(*words, actors=[ActorFactory()])
    assert two(*words)
