"""Names of topics: phrases that their writers would recognise."""

from typing import Any

import numpy as np
import pytest

from models.naming.contrast import Contrast
from models.naming.gist import Gist
from models.naming.names import Namer, name_topics
from models.naming.phrases import rank_phrases
from models.naming.runs import shared_runs
from models.naming.sayings import without_copies
from models.texts.clauses import Clauses, read_clauses
from models.texts.languages import STOP_WORDS


def cut(*texts: str) -> list[Clauses]:
    return [read_clauses(text) for text in texts]


def ranked_in(texts: list[str], weights: dict[str, float], **more: Any) -> list[str]:
    return rank_phrases(cut(*texts), weights, **more)


CARD = [
    "I called Capital One about my card.",
    "we called Capital One yesterday, no answer",
    "Called Capital One again about the card",
    "She called Capital One. They hung up.",
]


def test_it_keeps_together_what_always_stands_together() -> None:
    weights = {"called": 0.4, "capital": 0.5, "card": 0.3}
    assert ranked_in(CARD, weights)[0] == "Called Capital One"
    assert "Called capital" not in ranked_in(CARD, weights)[:3]


def test_it_writes_names_as_their_writers_do() -> None:
    texts = ["please unblock my PIN", "how to unblock my PIN?", "Unblock my PIN now"]
    assert ranked_in(texts, {"unblock": 1.0, "pin": 1.0})[0] == "Unblock my PIN"


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Is there an auto top up?", "set an auto top up", "auto top up"], "Auto top"),
        (["The card is not working", "my card is not working"], "Working"),
        (["The answer is 42 days 17", "the 42 days 17"], "42 days 17"),
        (["How do I link my card?", "How do I link the card?"] * 2, "How do I link"),
        (["Regarding inquiry fee", "fee, regarding inquiry"], "Regarding inquiry"),
    ],
)
def test_it_does_not_name_by_what_was_torn_out(texts: list[str], name: str) -> None:
    words = dict.fromkeys(" ".join(texts).lower().split(), 1.0)
    assert name not in ranked_in(texts, words)[:1]


WHAT = ("bill", "fee", "rent", "loan", "card")


@pytest.mark.parametrize(
    ("texts", "torn", "name"),
    [
        (["Sections 609, delete the items now"], "Sections 609", "Delete the items"),
        ([f"The {x} was not due" for x in WHAT], "Not due", "Bill was not due"),
        (["ticket LL 1, late fee", "ticket LL 2, late fee"], "Ticket LL", "Late fee"),
        (["Date owed: late fee"], "Date owed", "Late fee"),
        (["the report they sent, wrong report"], "Report they sent", "Wrong report"),
        (["Isn't my card valid, my card failed"], "Card valid", "Card failed"),
        (["My name is my address, old name here"], "Name is my address", "Old name"),
        (["my card and was hit, card fee"], "Card and was hit", "Card fee"),
        (["it is in line with law, old law"], "Line with law", "Old law"),
        (["must the bill be paid, old bill"], "Bill be paid", "Old bill"),
        (["Happy customer here, kind word sent"], "Kind word", "Happy customer"),
        (
            [f"search finds {x}, search broken by it" for x in "abcdefghjk"],
            "Search finds",
            "Search broken",
        ),
    ],
)
def test_it_prefers_what_is_whole(texts: list[str], torn: str, name: str) -> None:
    weights = dict.fromkeys(" ".join(texts).lower().replace(",", "").split(), 0.5)
    weights |= dict.fromkeys(torn.lower().split(), 0.6)
    ranked = ranked_in(texts * 2, weights)
    assert name in ranked
    assert torn not in ranked[: ranked.index(name)]


def test_a_negation_cut_off_by_a_tokenizer_is_no_keyword() -> None:
    texts = ["it does n't sync, it wo n't sync", "does n't sync"] * 3
    labels, sure = np.zeros(6, dtype=np.int64), np.ones(6, dtype=np.float32)
    assert name_topics(texts.__getitem__, labels, sure)[0][1] == ["sync"]


def test_it_ends_a_clause_where_the_writer_did() -> None:
    texts = ["Slow start\n\nSearch is fine", "Slow start\n\nSearch works"]
    weights = {"slow": 1.0, "start": 1.0, "search": 1.0}
    assert ranked_in(texts, weights)[0] == "Slow start"
    assert not any("start search" in name for name in ranked_in(texts, weights))


def test_it_names_chinese_topics_without_spaces() -> None:
    texts = ["图片上传不了，急", "图片上传不了", "今天图片上传不了"]
    assert ranked_in(texts, {"图片": 1.0, "上传": 1.0})[0] == "图片上传不了"


def test_it_names_chinese_topics_by_more_than_one_word() -> None:
    texts = ["验证码收不到", "验证码收不到"] + ["验证码"] * 2 + ["等验证码", "要验证码"]
    assert ranked_in(texts, {"验证码": 1.0, "收不到": 0.5})[0] == "验证码收不到"


@pytest.mark.parametrize(
    ("clause", "name"),
    [("越来越慢", "启动慢"), ("先让人打字", "打字太慢"), ("闪退闪退闪退", "总是闪退")],
)
def test_no_chinese_name_is_a_degree_an_order_or_a_cry(clause: str, name: str) -> None:
    texts = [clause] * 4 + [name] * 3
    weights = dict.fromkeys(["慢", "启动", "打字", "闪退", "总是"], 1.0)
    assert ranked_in(texts, weights)[0] == name


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["同步把我的内容弄丢了"], "同步把我的内容弄丢"),
        (["有人回复吗？", "有人回复吗"], "有人回复吗"),
        (["表扬一下小周", "表扬一下小林", "表扬一下阿杰"], "表扬一下"),
        (["打开反而慢，打开太慢"], "打开太慢"),
        (["要是有屏幕，屏幕", "要是，屏幕"], "屏幕"),
    ],
)
def test_a_chinese_name_is_whole_and_no_aside(texts: list[str], name: str) -> None:
    words = ["同步", "内容", "丢", "回复", "表扬", "打开", "慢", "要是", "屏幕"]
    weights = {**dict.fromkeys(words, 1.0), "同步": 1.5}
    ranked = ranked_in(texts * 2, weights)
    assert ranked[0] == name


def test_words_of_praise_count_as_one() -> None:
    praise = ["很喜欢，界面干净", "推荐给朋友，界面干净", "太好用了", "非常满意"]
    praise += ["很喜欢", "推荐给朋友", "强烈推荐", "五星好评，客服贴心", "感谢"]
    others = ["图片上传不了"] * 9
    labels, sure = np.repeat([0, 1], 9), np.ones(18, dtype=np.float32)
    named = name_topics((praise + others).__getitem__, labels, sure)
    assert named[0].name == "推荐给朋友"
    assert named[1].name == "图片上传不了"
    assert "♥" not in named[0].keywords


def test_single_chinese_signs_are_no_keywords() -> None:
    texts = ["启动慢，等一年", "启动慢，扣钱", "启动慢，等一年", "启动太慢，扣钱"]
    labels, sure = np.zeros(4, dtype=np.int64), np.ones(4, dtype=np.float32)
    name, keywords, *_ = name_topics(texts.__getitem__, labels, sure)[0]
    assert name == "启动慢"
    assert all(len(word) > 1 for word in keywords)
    assert "启动" in keywords


def test_what_any_topic_could_have_is_no_keyword() -> None:
    texts = ["关于搜索问题，搜不到", "关于搜索问题", "你们好，搜索不到"] * 2
    labels, sure = np.zeros(6, dtype=np.int64), np.ones(6, dtype=np.float32)
    assert name_topics(texts.__getitem__, labels, sure)[0].keywords == ["搜索"]


def test_it_does_not_call_a_topic_a_problem() -> None:
    texts = ["表格问题", "问题：表格打不开", "有问题，表格又乱了", "问题"]
    weights = {"问题": 1.0, "表格": 0.8}
    assert ranked_in(texts, weights)[0] != "问题"


def test_it_names_nothing_by_what_asks_for_attention() -> None:
    texts = ["Refund missing. Attention to this matter"] * 2
    texts += ["Your attention to this matter", "the prompt attention to this matter"]
    texts += ["Prompt attention"] * 3
    weights = {"attention": 1.0, "matter": 1.0, "refund": 0.5, "missing": 0.5}
    assert ranked_in(texts, weights)[0] == "Refund missing"


def test_it_leaves_out_whom_a_letter_happens_to_name() -> None:
    texts = ["a compliment for Marta", "One compliment for Marta"] * 2
    texts += ["a kind word", "one kind word"]
    usual = ["compliment", "kind", "word", "quick", "good", "reply", "team", "work"]
    weights = {**dict.fromkeys(usual, 1.0), "marta": 0.9}
    assert ranked_in(texts, weights)[0] == "Kind word"


def test_it_stops_where_another_clause_begins() -> None:
    texts = ["The card fee if I move", "a card fee if I move"]
    ranked = ranked_in(texts, {"card": 1.0, "fee": 1.0, "move": 2.0})
    assert ranked.index("Card fee") < ranked.index("Card fee if I move")


def test_a_verb_and_its_particle_alone_say_too_little() -> None:
    texts = ["top up failed for me", "top up it is", "my top up"] * 2
    assert ranked_in(texts, {"top": 1.0, "failed": 0.4})[0] == "Top up failed"


def test_it_cuts_no_noun_off_its_verb() -> None:
    texts = [
        f"Unable to link {what}" for what in ("my phone", "the card", "a bank")
    ] * 2
    ranked = ranked_in(texts, {"unable": 0.6, "link": 1.0, "phone": 0.1})
    assert ranked[0] == "Unable to link my phone"


def test_a_phrase_is_judged_by_all_who_say_the_same_and_by_other_topics() -> None:
    fees = ["A fee for my transfer?", "Transfer fees!", "The fee of a transfer"]
    other = ["My card was stolen", "Thanks for the prompt reply", "card"]
    held = Contrast([cut(*fees, "a prompt reply"), cut(*other)])
    assert held.favour(["transfer", "fee"], 0) == held.favour(["fees", "transfer"], 0)
    assert held.favour(["transfer", "fee"], 0) > held.favour(["prompt", "reply"], 0) > 0
    assert held.favour(["stolen"], 0) == held.favour(["of", "the"], 0) == 0
    assert held.favour(["not", "transfer"], 0) == 0


def test_no_topic_is_called_what_another_could_be_called_as_well() -> None:
    failed, pending = ["My top up failed"] * 4, ["Top up is pending"] * 3 + ["Top up"]
    contrast = Contrast([cut(*failed), cut(*pending), cut("no topic", "top up")])
    assert contrast.clearness(("top", "up"), 0) == 0.5
    assert contrast.clearness(("top", "up", "failed"), 0) == 1.0
    assert contrast.clearness(("card", "lost"), 0) == 0.0
    weights = {"card": 1.0, "fee": 1.0, "refused": 0.6}
    texts = ["card fee refused for me", "card fee it is", "my card fee"] * 2
    assert ranked_in(texts, weights)[0] == "Card fee"
    unclear = {("card", "fee"): 0.1}
    ranked = ranked_in(texts, weights, clearness=lambda run: unclear.get(run, 1.0))
    assert ranked[0] == "Card fee refused"


def test_a_phrase_is_near_what_its_topic_means() -> None:
    praise = ["I love it", "Best app ever", "So happy with it", "Great work"]
    topics = [praise, ["Refund my money", "Charged twice"], ["图片上传不了", "照片"]]
    gist = Gist([cut(*texts) for texts in topics])
    happy, billed = gist.nearness(["Happy customer", "Billed again"], 0)
    assert happy > billed
    assert gist.nearness(["照片"], 2) == [0.0]  # the vectors know hardly any Chinese
    assert gist.nearness([], 0) == []


def test_of_two_phrases_it_names_by_the_one_nearer_in_meaning() -> None:
    texts = ["Nice word", "Happy customer"] * 2
    weights = dict.fromkeys(["nice", "word", "happy", "customer"], 1.0)
    for best in ("Nice word", "Happy customer"):
        ranked = ranked_in(
            texts, weights, nearness=lambda names, best=best: [n == best for n in names]
        )
        assert ranked[0] == best


def test_it_cuts_no_object_off_its_verb() -> None:
    texts = ["Search finds the title", "Search finds the folder", "search broken by it"]
    ranked = ranked_in(texts * 2, {"search": 1.0, "finds": 2.0, "broken": 0.1})
    assert ranked[0].startswith("Search finds the ")
    assert ranked.index("Search broken") < ranked.index("Search finds")


def test_what_is_written_in_capitals_stays_so_in_front() -> None:
    ranked = ranked_in(["PDF export", "iPad export"] * 2, {"pdf": 1.0, "ipad": 1.0})
    assert set(ranked) == {"PDF export", "iPad export"}


def test_it_asks_a_question_to_its_end() -> None:
    texts = ["How long does a transfer arrive", "How long does a transfer last"] * 2
    weights = {"long": 1.0, "transfer": 1.0, "arrive": 0.2, "last": 0.1}
    ranked = ranked_in(texts, weights)
    assert ranked[0] == "How long does a transfer arrive"
    assert "How long does a transfer" not in ranked
    assert "Long does a transfer" not in ranked


def test_what_passages_without_a_topic_say_is_no_name() -> None:
    asides = ["Prompt reply awaited", "Bill paid twice"]
    for aside, matter in (asides, asides[::-1]):
        texts = [f"{aside}. {matter}."] * 6 + ["Slow start"] * 6 + [aside] * 50
        labels = np.repeat([0, 1, -1], [6, 6, 50])
        named = name_topics(texts.__getitem__, labels, np.ones(62, dtype=np.float32))
        assert named[0][0] == matter


def test_what_is_copied_word_for_word_counts_little() -> None:
    law = "A consumer agency shall furnish. " + "Any other adverse item of data. " * 7
    texts = [law] * 20 + ["The score dropped"] * 5
    labels, sure = np.zeros(25, dtype=np.int64), np.ones(25, dtype=np.float32)
    assert name_topics(texts.__getitem__, labels, sure)[0][0] == "Score dropped"


def test_what_begins_with_the_same_words_was_copied_too() -> None:
    law, rest = (
        "A consumer agency shall not furnish adverse data",
        "as is said there " * 9,
    )
    texts = [f"{law} {name} {rest}" for name in "abcdefghijklmnopqrst"]
    texts += ["The score dropped"] * 5
    labels, sure = np.zeros(25, dtype=np.int64), np.ones(25, dtype=np.float32)
    assert name_topics(texts.__getitem__, labels, sure)[0][0] == "Score dropped"


def test_it_says_what_is_meant_instead_of_pointing_at_it() -> None:
    texts = ["Delete this account", "delete these account"] * 2 + ["Delete my account"]
    texts += ["Delete this account", "Please delete my account"]
    ranked = ranked_in(texts, {"delete": 1.0, "account": 1.0})
    assert ranked[0] == "Delete my account"


def test_what_opens_letters_counts_more() -> None:
    texts = ["Late parcel", "Wrong colour"] * 6
    labels, sure = np.zeros(12, dtype=np.int64), np.ones(12, dtype=np.float32)
    for first in range(2):
        opens = np.arange(12) % 2 == first
        name, *_ = name_topics(texts.__getitem__, labels, sure, opens)[0]
        assert name == texts[first]


def test_no_name_hangs_on_how_sure_a_passage_is() -> None:
    texts = [
        f"Sync lost edit {n}" if n % 2 else f"Lost my note {n}" for n in range(400)
    ]
    labels, random = np.zeros(400, dtype=np.int64), np.random.default_rng(0)
    names = set()
    for _ in range(20):
        sure = random.random(400).astype(np.float32)
        names.add(name_topics(texts.__getitem__, labels, sure)[0][0])
    assert len(names) == 1


def test_names_differ_in_more_than_small_words_and_plurals() -> None:
    texts = ["The exchange rate", "exchange rate"] * 3 + ["Exchange rates"] * 4
    texts += ["Exchange rates of the weekend"] * 3
    labels = np.repeat([0, 1], [6, 7])
    named = name_topics(texts.__getitem__, labels, np.ones(13, dtype=np.float32))
    assert named[0][0] == "Exchange rate"
    assert "weekend" in named[1][0]


def test_it_never_gives_two_topics_one_name() -> None:
    texts = ["The app crashes", "The app crashes"] * 4
    labels = np.repeat([0, 1], 4)
    named = name_topics(texts.__getitem__, labels, np.ones(8, dtype=np.float32))
    assert len({name for name, *_ in named}) == 2


def test_it_names_by_a_sentence_where_nothing_is_shared() -> None:
    texts = ["Sync lost my notes.", "Everything vanished"]
    labels, sure = np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.float32)
    name, _, exemplars, _ = name_topics(texts.__getitem__, labels, sure)[0]
    assert name in [text.rstrip(".") for text in texts]
    assert set(exemplars) == set(texts)


def test_a_run_is_shared_by_two_texts_and_counts_once_in_each() -> None:
    texts = cut("my late fee, a late fee", "the late fee again", "one late bus")
    runs = shared_runs(texts, [2.0, 1.0, 1.0], set())
    assert list(runs) == [("late", "fee")]
    assert not shared_runs(cut("ticket 20214477", "ticket 20214477"), [1.0] * 2, set())
    seen = runs["late", "fee"]
    assert (seen.count, seen.before, seen.after) == (
        3.0,
        {"my": 2.0, "the": 1.0},
        {"": 2.0, "again": 1.0},
    )


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Paid. Twice", [["Paid"], ["Twice"]]),
        ("version 2.5 is out", [["version", "2", ".", "5", "is", "out"]]),
        ("one\n(two)", [["one"], ["(", "two"]]),
        ("late - again", [["late"], ["again"]]),
        ("慢，很慢", [["慢"], ["很", "慢"]]),
        ("被标成“已解决”", [["被", "标成", "已", "解决"]]),
        ('It says "no". Twice', [["It", "says", "no"], ["Twice"]]),
        ("Sent to: me", [["Sent", "to", ":"], ["me"]]),
        ("慢.再慢", [["慢"], ["再慢"]]),
        ("my e-mail -only", [["my", "e-", "mail", "only"]]),
        ("", []),
    ],
)
def test_clauses_end_where_their_writer_ended_them(
    text: str, clauses: list[list[str]]
) -> None:
    assert [list(clause) for clause in read_clauses(text)] == clauses


def test_levels_are_named_as_each_would_be_by_itself() -> None:
    texts = ["Late parcel", "Late parcel again", "Wrong colour", "wrong colour"] * 3
    fine, wide = np.array([0, 0, 1, 1] * 3), np.zeros(12, dtype=np.int64)
    sure = np.ones(12, dtype=np.float32)
    namer = Namer(texts.__getitem__, sure)
    assert [namer.name(fine), namer.name(wide)] == [
        name_topics(texts.__getitem__, own, sure) for own in (fine, wide)
    ]


@pytest.mark.parametrize("mark", ["Re: ", "RE: Fwd: ", "AW: ", "Re[2]: ", "回复："])
def test_no_name_begins_with_the_mark_of_a_reply(mark: str) -> None:
    texts = [f"{mark}We changed a few things", f"{mark}We changed a few things!"]
    labels, sure = np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.float32)
    name, _, exemplars, _ = name_topics(texts.__getitem__, labels, sure)[0]
    assert not name.casefold().startswith(mark[:2].casefold())
    assert all(exemplar.startswith("We") for exemplar in exemplars)


def test_a_word_that_looks_like_a_reply_mark_stays() -> None:
    texts = ["Refund: not received", "Refund: not received yet"]
    labels, sure = np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.float32)
    assert name_topics(texts.__getitem__, labels, sure)[0][2][0].startswith("Refund")


def test_endings_that_were_cut_off_are_no_words() -> None:
    texts = ["You wo n't refund the company 's fee", "wo n't refund my fee, wo n't"] * 2
    labels, sure = np.zeros(4, dtype=np.int64), np.ones(4, dtype=np.float32)
    name, keywords, *_ = name_topics(texts.__getitem__, labels, sure)[0]
    assert "n't" not in keywords
    assert " n't" not in name


def test_a_sentence_that_names_a_topic_is_written_like_a_name() -> None:
    labels, sure = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.float32)
    texts = ["nobody calls me back."]
    name, *_ = name_topics(texts.__getitem__, labels, sure)[0]
    assert name == "Nobody calls me back"


def test_what_was_copied_between_two_clauses_counts_little_too() -> None:
    copied = "对了，按帮助里说的重建了索引，跑了一晚上"
    own = [f"搜不到{name}" for name in ("笔记", "标题", "数字", "中文", "附件")]
    texts = [copied] * 12 + own
    labels, sure = np.zeros(17, dtype=np.int64), np.ones(17, dtype=np.float32)
    assert name_topics(texts.__getitem__, labels, sure)[0][0] == "搜不到"


def test_a_cry_is_no_copy_and_names_where_phrases_say_nothing() -> None:
    texts = ["Loading, loading, loading"] * 28 + ["quick report", "quick report now"]
    assert list(without_copies(texts.__getitem__, range(28))) == list(range(28))
    labels, sure = np.zeros(30, dtype=np.int64), np.ones(30, dtype=np.float32)
    named = name_topics(texts.__getitem__, labels, sure)
    assert named[0].name == "Loading, loading, loading"


def test_copies_are_read_a_few_times() -> None:
    texts = ["Hi, late parcel"] * 4 + ["My parcel is late, I am cross."] * 4
    assert list(without_copies(texts.__getitem__, range(8))) == [0, 1, 2, 3, 4, 5]


def test_what_stands_in_place_of_a_subject_names_best_in_chinese() -> None:
    texts = ["同步冲突。笔记覆盖"] * 4
    weights = dict.fromkeys(["同步", "冲突", "笔记", "覆盖"], 1.0)
    turned = ["笔记覆盖。同步冲突"] * 4
    assert ranked_in(texts, weights, counts=[2.0] * 4)[0] == "同步冲突"
    assert ranked_in(turned, weights, counts=[2.0] * 4)[0] == "笔记覆盖"


def test_particles_behind_a_chinese_clause_leave_it_whole() -> None:
    runs = shared_runs(
        cut("手机太卡了", "手机太卡啦", "手机太卡的人"), [1.0] * 3, set()
    )
    assert runs["手机", "太卡"].whole == 2


def test_two_chinese_words_say_more_than_the_commoner_of_them() -> None:
    texts = ["打开太慢"] * 2 + ["打开"] * 8
    assert ranked_in(texts, {"打开": 1.0, "太慢": 0.4})[0] == "打开太慢"


@pytest.mark.parametrize(
    ("texts", "name", "keywords"),
    [
        (["Wie kann ich mein Abo kündigen?", "Abo kündigen"], "Abo kündigen", "abo"),
        (["Auf der Rechnung steht", "In der Rechnung"], "Rechnung steht", "rechnung"),
        (["unsere Suche findet nicht"] * 2, "Suche findet nicht", "findet"),
        (["pour mon mot de passe", "avec le mot de passe"], "Mot de passe", "mot"),
        (["por el cobro doble", "un cobro doble"], "Cobro doble", "cobro"),
        (["что пароль неверный", "мой пароль неверный"], "Пароль неверный", "неверный"),
        (["アプリが落ちます", "このアプリが落ちます"], "アプリが落ちます", "アプリ"),
    ],
)
def test_it_names_topics_in_other_languages(
    texts: list[str], name: str, keywords: str
) -> None:
    texts = [*texts, texts[0]] * 2
    labels, sure = np.zeros(6, dtype=np.int64), np.ones(6, dtype=np.float32)
    named = name_topics(texts.__getitem__, labels, sure)[0]
    assert named.name == name
    assert named.keywords[0] == keywords
    assert STOP_WORDS.isdisjoint(named.keywords)


def test_a_name_is_neither_shouted_nor_a_picture() -> None:
    shouted = ["Reply TODAY about it", "please reply TODAY about the refund"] * 2
    names = ranked_in(shouted, {"reply": 1.0, "refund": 1.0})
    assert names[0] == "Reply today about the refund"
    texts, sure = ["LOVE IT ❤️❤️❤️"] * 3, np.ones(3, dtype=np.float32)
    labels = np.zeros(3, dtype=np.int64)
    assert name_topics(texts.__getitem__, labels, sure)[0].name == "Love it"


def test_a_clause_ends_where_something_was_blanked() -> None:
    clauses = read_clauses("stuck on the login  help  pls fix")
    assert [" ".join(clause) for clause in clauses] == [
        "stuck on the login",
        "help",
        "pls fix",
    ]


def test_it_stops_before_no_preposition_that_always_follows() -> None:
    weights = {"owner": 1.0, "identifies": 1.5, "file": 0.8}
    always = [f"The owner identifies as {x}, owner file" for x in "bcdefg"]
    assert ranked_in(always, weights)[0] == "Owner file"
    links = ("as", "for", "in", "with", "at", "on")
    varied = [f"The owner identifies {link} it, owner file" for link in links]
    assert ranked_in(varied, weights)[0] == "Owner identifies"


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["a double-charge today", "double-charge, why?"], "Double-charge"),
        (["an e-mail address", "which e-mail address"], "E-mail address"),
        (["my sign-up failed", "the sign-up failed"], "Sign-up failed"),
        (["when the sign-up", "where a sign-up"], "Sign-up"),
        (["an in-app purchase", "the in-app purchase"], "In-app purchase"),
        (["un rendez-vous", "mon rendez-vous"], "Rendez-vous"),
        (["un rendez\u2011vous", "mon rendez\u2011vous"], "Rendez-vous"),
        (["Sign up now", "sign up today", "my sign-up"], "Sign up"),
        (["the AT&T bill", "an AT&T bill"], "AT&T bill"),
        (["my terms & data", "the terms & data"], "Terms & data"),
        (["I pay with Google Pay now", "we pay by Google Pay"], "Google Pay"),
        (["the file isn\u00b4t found", "my file isn`t found"], "File isn't found"),
        (
            ["iptal sipariş, çok k\u0131r\u0131k", "iptal sipariş, hep geç"],
            "İptal sipariş",
        ),
        (["İPTAL SİPARİŞ, çok k\u0131r\u0131k", "iptal sipariş"], "İptal sipariş"),
    ],
)
def test_a_name_is_spelt_as_its_writers_do(texts: list[str], name: str) -> None:
    words = ["double", "charge", "mail", "address", "sign", "app", "purchase", "rendez"]
    words += ["bill", "terms", "data", "google", "pay", "file", "found", "sipariş"]
    assert ranked_in(texts * 2, dict.fromkeys([*words, "iptal"], 1.0))[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Backup fails\n\nExport leaves out half the notes.", "Backup fails"),
        ("Hi. Printer burns paper. Help", "Printer burns paper"),
        ("How do i sort by day?", "How do I sort by day?"),
        ("Tutti i miei soldi persi", "Tutti i miei soldi persi"),
        ("打印机坏了。请修一下", "打印机坏了"),
    ],
)
def test_a_sentence_that_names_a_topic_is_its_first(text: str, name: str) -> None:
    labels, sure = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.float32)
    assert name_topics([text].__getitem__, labels, sure)[0].name == name
