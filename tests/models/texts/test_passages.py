"""Letters cut into passages."""

from time import process_time

import pytest

from models.texts.passages import blank_masks, passages, passages_of


def _parts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in passages(text)]


def test_it_drops_greeting_farewell_and_signature() -> None:
    text = (
        "Dear support team,\n\nMy card was charged twice for one order. "
        "Nobody has answered me for three weeks.\n\nKind regards,\nMaria Lopez"
    )
    assert _parts(text) == [
        "My card was charged twice for one order.",
        "Nobody has answered me for three weeks.",
    ]


def test_it_cuts_chinese_at_its_own_marks() -> None:
    text = "您好，\n我的退款两个星期还没有收到。客服电话一直打不通！\n谢谢"
    assert _parts(text) == ["我的退款两个星期还没有收到。", "客服电话一直打不通！"]


@pytest.mark.parametrize(
    "manners",
    [
        "亲爱的 Anchorage 团队，你们好！",
        "客服小伙伴你好呀，",
        "各位辛苦了，",
        "不好意思打扰了。",
        "祝工作顺利！",
    ],
)
def test_it_leaves_out_chinese_manners(manners: str) -> None:
    matter = "我的退款两个星期还没有收到。"
    assert _parts(f"{manners}\n{matter}") == [matter]


@pytest.mark.parametrize(
    ("greeting", "matter", "farewell"),
    [
        ("Sehr geehrte Damen und Herren,", "Mein Paket fehlt.", "Mit besten Grüßen"),
        ("Liebes Team,", "Das Update ist nicht gut.", "Vielen Dank im Voraus!"),
        ("Madame, Monsieur,", "Mon colis n'est pas arrivé.", "Merci d'avance."),
        ("Hola a todos:", "No llega mi pedido.", "Un saludo, Ana"),
        ("Geachte heer,", "Mijn pakket is kwijt.", "Met vriendelijke groet"),
        ("Spoštovani,", "Paket še vedno ni prispel.", "Lep pozdrav, Ana"),
        ("Добрый день!", "Посылка так и не пришла.", "Спасибо заранее!"),
        (
            "お世話になっております。",
            "荷物がまだ届いていません。",
            "よろしくお願いします。",
        ),
        ("안녕하세요.", "택배가 아직 도착하지 않았습니다.", "감사합니다."),
    ],
)
def test_it_leaves_out_manners_of_other_languages(
    greeting: str, matter: str, farewell: str
) -> None:
    assert _parts(f"{greeting}\n{matter}\n{farewell}") == [matter]


@pytest.mark.parametrize(
    "said", ["Beste app ooit!", "Hola, no puedo entrar", "Liebe dieses Produkt"]
)
def test_what_only_begins_like_manners_stays(said: str) -> None:
    matter = "My card was charged twice for one order."
    assert "".join(_parts(f"{said}\n{matter}")).startswith(said)


@pytest.mark.parametrize(
    "said", ["你好，收不到验证码。", "你好像没看懂我的信。", "早上好多了，晚上又卡。"]
)
def test_what_stands_behind_a_chinese_greeting_is_no_manners(said: str) -> None:
    matter = "我的退款两个星期还没有收到。"
    assert _parts(f"{matter}\n{said}") == [matter, said]


def test_it_keeps_manners_when_there_is_nothing_else() -> None:
    assert _parts("Thank you!") == ["Thank you!"]


def test_it_has_no_passage_where_there_are_no_words() -> None:
    assert _parts("XXXX {$12.00} 😀 ...") == []


def test_it_takes_time_in_proportion_to_the_letter() -> None:
    started = process_time()
    for text in ("a" * 1_000_000, "a. " * 500_000, "\n" * 1_000_000, "!" * 1_000_000):
        passages(text)
    assert process_time() - started < 4


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("Write to [Mail Address] please", "[Mail Address]"),
        ("Charged {$50.00} on [one] day", "{$50.00}"),
        ("Since Xx/xx/2019 nothing", "Xx/xx/2019"),
        ("an xxxx-XXXX of mine", "xxxx-XXXX"),
        (f"key {'k' * 41} and foxx", "k" * 41),
        ("[none] of {these} in axxe, taxx", ""),
    ],
)
def test_it_blanks_masks_and_nothing_else(text: str, mask: str) -> None:
    assert blank_masks(text) == text.replace(mask or "\0", " " * len(mask))


@pytest.mark.parametrize(
    "notice",
    [
        "This e-mail is confidential.",
        "If you are not the intended recipient, please delete it and tell the sender.",
        "CONFIDENTIALITY NOTICE: for the addressee alone.",
        "Diese Nachricht und ihre Anhänge sind vertraulich.",
        "本邮件及附件含有保密信息。",
    ],
)
def test_it_leaves_out_what_stands_below_every_mail_of_a_company(notice: str) -> None:
    text = f"The app lost my notes again.\n\n{notice}"
    assert [text[slice(*span)] for span in passages(text)] == [text[:28]]
    assert [notice[slice(*span)] for span in passages(notice)] == [notice]


def test_it_keeps_a_complaint_about_something_confidential() -> None:
    text = (
        "My message was confidential and you sent it on.\nI intended to stay for years."
    )
    assert len(passages(text)) == 2


def test_it_cuts_at_the_marks_of_other_scripts() -> None:
    text = (
        "मेरे कार्ड पर भुगतान दो बार दिख रहा है। रिफंड अभी तक नहीं मिला है।"
        "متى يصل الطرد الذي طلبته منكم؟ أرسلت لكم رقم الشحنة قبل يومين."
    )
    assert [text[start:end].strip()[-1] for start, end in passages(text)] == list(
        "।।؟."
    )


def test_manners_between_short_sentences_are_not_read_with_them() -> None:
    text = "Slow start\n\nHey Loomleaf people,\n\nIt takes a minute."
    read, spans = passages_of(text)
    assert [" ".join(read[a:b].split()) for a, b in spans] == [
        "Slow start It takes a minute."
    ]
    assert len(read) == len(text)
