"""Masking: what is found, what is left alone, and how long a hostile text takes."""

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.personal_texts import write_texts
from feedback.people.masking import find_personal_data, mask
from feedback.types import EVERY_KIND, PersonalData


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to jane.doe@example.com.", "Write to [mail address]."),
        ("Write to jane.doe@\nexample.com now", "Write to [mail address] now"),
        ("> jane.doe@example.\n> com", "> [mail address]"),
        ("jane (at) example (dot) com", "[mail address]"),
        ("我的邮箱是li.wei@example.cn谢谢", "我的邮箱是[mail address]谢谢"),
        ("Mail an Jürgen@müller.example, bitte", "Mail an [mail address], bitte"),
        ("Ruf an: 0171 1234567", "Ruf an: [phone number]"),
        ("Tel. +49 (0)30\n1234567!", "Tel. [phone number]!"),
        ("call (415) 555-2671 today", "call [phone number] today"),
        ("call (555) 123-4567 today", "call [phone number] today"),
        ("fax 555-123-4567", "fax [phone number]"),
        ("звоните 8 (912) 345-67-89", "звоните [phone number]"),
        ("звоните 89123456789", "звоните [phone number]"),
        ("Chiamami: 347 1234567", "Chiamami: [phone number]"),
        ("reach me on 98765 43210", "reach me on [phone number]"),
        ("WhatsApp: (11) 91234-5678", "WhatsApp: [phone number]"),
        ("/unsubscribe?e=jane%40example.com&x", "/unsubscribe?e=[mail address]&x"),
        ("手机号13812345678，谢谢", "手机号[phone number]，谢谢"),
        ("Karte 4111 1111\n1111 1111 belastet", "Karte [card number] belastet"),
        ("卡号4111111111111111。", "卡号[card number]。"),
        ("IBAN DE89 3704 0044\n> 0532 0130 00 bitte", "IBAN [IBAN] bitte"),
        ("请退款到DE89370400440532013000。", "请退款到[IBAN]。"),
        ("My SSN is 536-90-4399.", "My SSN is [id number]."),
        ("DNI 12345678Z", "DNI [id number]"),
        ("身份证号11010519491231002X", "身份证号[id number]"),
        ("Ausweis A123456(3) in HK", "Ausweis [id number] in HK"),
        ("NRIC S1234567D", "NRIC [id number]"),
    ],
)
def test_it_masks(text: str, masked: str) -> None:
    """Case 82."""
    assert mask(text, EVERY_KIND) == masked


WIDE, ARABIC = 0xFF10, 0x660


@pytest.mark.parametrize("zero", [WIDE, ARABIC])
def test_it_reads_digits_as_other_keyboards_write_them(zero: int) -> None:
    text = "电话(010)62345678, 4111111111111111, 第12345678号, 2026年11月26日"
    wide = text.translate({ord("0") + n: zero + n for n in range(10)})
    masked = mask(wide, EVERY_KIND)
    assert masked.startswith("电话[phone number], [card number], 第")
    assert masked.endswith(wide[33:])


@pytest.mark.parametrize(
    "text",
    [
        "Order 4111 1111 1111 1112 is no card: the check digit is wrong.",
        "Since 02.03.2026 10:30 version 1.12.3 fails on 192.168.1.20",
        "I paid 1.299,00 € and 12,345.00 USD on 2026-03-02.",
        "Order number 0012345678, ticket #4815162342",
        "npm install pkg@1.2.3 says @jane",
        "订单号202603021234567还没有发货",
        "Parcel 9400 1000 0000 0000 0000 00 of UPS",
        "Size 1920 x 1080 for 99 people since 1999",
    ],
)
def test_it_leaves_what_only_looks_like_it(text: str) -> None:
    assert mask(text, EVERY_KIND) == text


def test_it_takes_no_iban_with_wrong_check_digits() -> None:
    assert "[IBAN]" not in mask("DE88 3704 0044 0532 0130 00", EVERY_KIND)


def test_it_masks_only_the_kinds_asked_for() -> None:
    text = "jane@example.com, +49 30 1234567"
    only = frozenset({PersonalData.PHONE})
    assert mask(text, only) == "jane@example.com, [phone number]"
    assert mask(text, frozenset()) == text


def test_it_finds_nearly_all_and_hardly_more() -> None:
    """Case 82: on 1,200 letters with about 1,900 places, and as many decoys."""
    found, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    for letter in write_texts(1_200, seed=20_261):
        spans = [(one.start, one.end) for one in find_personal_data(letter.text)]
        for kind, start, end in letter.spans:
            is_hit = any(s <= start + 1 and e >= end for s, e in spans)
            (found if is_hit else missed)[kind] += 1
        for start, end in spans:
            if not any(s < end and start < e for _, s, e in letter.spans):
                wrong["any"] += 1
    for kind in PersonalData:
        assert found[kind] > 200
        assert found[kind] / (found[kind] + missed[kind]) >= 0.97, kind
    assert found.total() / (found.total() + wrong.total()) >= 0.97


@pytest.mark.parametrize("unit", ["> > >", "aaaa!", "----", "(at)", "call ", "x1"])
def test_it_takes_little_time_for_a_hostile_text(unit: str) -> None:
    """Case 72: 100 KB of it, in CPU time, with room for a busy machine."""
    text = f"{unit * (100_000 // len(unit))} 99 @"
    mask(text[:100], EVERY_KIND)
    began = time.process_time()
    mask(text, EVERY_KIND)
    assert time.process_time() - began < 0.3


@pytest.mark.parametrize("unit", ["12 ", "1 ", "4111 1111 1111 1112 ", "DE11 ", "a@b."])
def test_its_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    """Case 72: four times the text, at most about four times the time."""
    times = []
    for length in (20_000, 80_000):
        text = unit * (length // len(unit))
        began = time.process_time()
        mask(text, EVERY_KIND)
        times.append(time.process_time() - began)
    assert times[1] < 8 * times[0] + 0.1


@given(st.text(alphabet="a1@.+ -\n()0电话DE9", max_size=200))
def test_it_takes_any_text(text: str) -> None:
    spans = find_personal_data(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
