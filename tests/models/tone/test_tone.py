"""Tone: scores that can be read off the words beside them, in two languages."""

from collections.abc import Sequence
from time import process_time

import numpy as np
import pytest

from benchmarks.tone import (
    HALVES,
    LANGUAGES,
    TONES,
    judge_half,
    own_words,
    ranks_after,
    read_judged,
)
from models import NotEnoughData, ToneLessons, learn_tone, score_tone
from models.tone.heard import LONGEST_READ
from models.tone.lexicon import ANGER, LEAVING
from models.tone.sayings import Saying
from models.tone.scoring import NO_LESSONS


@pytest.mark.parametrize(
    ("text", "leaving", "anger"),
    [
        ("I want to cancel my subscription.", 0.8, 0.0),
        ("Cancel  my\nsubscription, this is unacceptable", 0.8, 0.6),
        ("I stopped using it and uninstalled it", 0.84, 0.0),
        ("The export button is on the left.", 0.0, 0.0),
        ("我要注销账号，不再续费", 0.94, 0.0),
        ("太过分了，我要投诉", 0.0, 0.85),
        ("请问怎么导出笔记", 0.0, 0.0),
    ],
)
def test_it_scores_what_the_words_say(text: str, leaving: float, anger: float) -> None:
    tone = score_tone(text)
    assert tone.leaving.score == pytest.approx(leaving)
    assert tone.anger.score == pytest.approx(anger)


def _plain(sayings: Sequence[Saying]) -> list[str]:
    """Ways of saying that need nothing around them."""
    return [
        way
        for one in sayings
        if not (one.after or one.before or one.if_denied or one.unless)
        for way in one.ways
    ]


@pytest.mark.parametrize("phrase", _plain(LEAVING))
def test_it_hears_every_plain_way_to_leave(phrase: str) -> None:
    spread = phrase.replace(" ", " \n")
    assert score_tone(f"Well ({spread}), é").leaving.words == [phrase]
    assert score_tone(phrase).leaving.words == [phrase]


@pytest.mark.parametrize("phrase", _plain(ANGER))
def test_it_hears_every_plain_way_to_be_angry(phrase: str) -> None:
    spread = phrase.replace(" ", " \n")
    assert score_tone(f"Well ({spread}), é").anger.words == [phrase]
    assert score_tone(phrase).anger.words == [phrase]


@pytest.mark.parametrize("saying", [*LEAVING, *ANGER], ids=lambda one: one.name)
def test_every_saying_can_be_compiled(saying: Saying) -> None:
    assert saying.at("nothing of the kind", 0) is None
    assert 0 < saying.say < 1
    assert not set(saying.opens) & set("()[]?*+{}\\"), "opening words are plain text"


def test_no_two_sayings_are_learned_by_one_name() -> None:
    for sayings in (LEAVING, ANGER):
        assert len({one.name for one in sayings}) == len(sayings)


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("so LISTEN TO ME NOW!", ["LISTEN TO ME NOW"]),
        ("why？！！ and STOP IT AT ONCE", ["？！！", "at once"]),
        ("STOP IT AT NINE!!", ["STOP IT AT NINE"]),
        ("aSTOP IT AT NINE", []),
        ("BANK of NY", []),
        ("PLEASE XXXX XXXX IS XXXX", []),
        ("BANK OF NEW JERSEY", []),
        ("!! Thank you so much", []),
        ("really?", []),
    ],
)
def test_it_quotes_the_first_shout(text: str, shouted: list[str]) -> None:
    assert score_tone(text).anger.words == shouted


def test_it_shows_the_words_in_the_order_of_the_text() -> None:
    words = score_tone("Ridiculous. I'm angry. Ridiculous!").anger.words
    assert words == ["ridiculous", "angry"]


def test_it_keeps_the_order_of_two_languages() -> None:
    words = score_tone("Ridiculous! 我要投诉。 I am ANGRY").anger.words
    assert words == ["ridiculous", "投诉", "angry"]


@pytest.mark.parametrize("text", ["scams", "hangry", "subscam"])
def test_it_hears_whole_words_only(text: str) -> None:
    assert score_tone(text).anger.score == 0


def test_it_reads_odd_letters_that_fold_to_common_ones() -> None:
    assert score_tone("a \u017fcam, cancel my account").leaving.score == 0.8


@pytest.mark.parametrize(
    "text",
    ["I am not angry at all.", "我没有生气", "not urgent", "这不是投诉，只是建议"],
)
def test_it_hears_a_negation(text: str) -> None:
    assert score_tone(text).anger.score == 0


def test_it_hears_shouting() -> None:
    tone = score_tone("WHERE IS MY REFUND")
    assert tone.anger.score == pytest.approx(0.3)
    assert tone.anger.words == ["WHERE IS MY REFUND"]


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to cancel my account.",
        "We are not going to switch to another app.",
        "I would never take my business elsewhere",
        "我不想注销账号",
        "没有打算退订",
    ],
)
def test_it_hears_a_denied_wish_to_leave(text: str) -> None:
    assert score_tone(text).leaving.score == 0


@pytest.mark.parametrize(
    "text", ["I will not renew.", "不再续费了，我不想用了，要注销"]
)
def test_it_takes_no_denial_for_one_that_is_meant(text: str) -> None:
    assert score_tone(text).leaving.score >= 0.8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("tone", TONES)
def test_it_agrees_with_what_people_judged(language: str, half: str, tone: str) -> None:
    found = judge_half(language, half, tone)
    assert found.f1 >= 0.85
    assert found.rank >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "They closed my account without a word.",
        "Some bank decided to close my account.",
        "She told me to close my account.",
        "They may suspend the line and close my account.",
        "My brother cancelled his subscription.",
        "I uninstalled and reinstalled it.",
        "I cancelled my subscription by accident, please restore it.",
        "Uninstalled it and loaded it again, then reloaded the map.",
        "I deleted it by pressing the wrong key, the note is gone.",
        "I almost left you last year.",
        "I would have switched to another bank.",
        "I made a transfer that I would like to cancel.",
        "How do I unsubscribe from the newsletter?",
        "你们把我的账号注销了",
        "怎么退订广告短信",
        "不小心取消了会员",
        "有了同步再也不用担心丢笔记",
        "现在不用再去营业厅了，真方便",
        "以后不点辣的菜，其他都好",
        "下次不知道能不能快一点",
        "很好吃，下次再来",
    ],
)
def test_what_others_do_or_is_undone_is_no_leaving(text: str) -> None:
    assert score_tone(text).leaving.score < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "I asked them to close my account.",
        "They refuse to close my account.",
        "Why can't I cancel my subscription?",
        "The bank did not close my account.",
        "I don't think I'll be staying with you much longer.",
        "Add my country now or I will delete this app",
        "Drains the battery. Today I deleted it.",
        "我想解約",
        "太难吃，下次不点了",
        "饭是凉的，以后不会在这儿订了",
        "再也不会到你们店来买东西",
        "绝对没有下一次",
        "不会再点，也不会回购",
        "大家以后别来了",
        "不想再做你们的客户了",
    ],
)
def test_what_is_asked_of_others_or_kept_from_one_is(text: str) -> None:
    assert score_tone(text).leaving.score >= 0.5


def test_a_denial_is_quoted_where_it_makes_the_tone() -> None:
    assert score_tone("We are not going to renew.").leaving.words == [
        "not going to renew"
    ]
    assert score_tone("我们不打算续签").leaving.words == ["不打算续签"]


@pytest.mark.parametrize(
    "text",
    [
        "What a waste of public money.",
        "Absolutely useless!",
        "The update wrecked my calendar, please fix soon",
        "You keep sending me in circles",
        "The app is garbage",
        "Avoid at all costs",
        "Don't waste your money",
        "Do not download!",
        "Wish I could give it zero stars",
        "Doesn't deserve one star",
        "One star is too generous",
        "Stupid update",
        "Buggy piece of junk",
        "What a load of bs",
        "F***ing useless",
        "Sooo bad",
        "Pure greed",
        "Another cash grab",
        "Seriously? A third password?",
        "Are you for real?",
        "I can't believe you removed it",
        "What were you thinking?",
        "Whose bright idea was this redesign",
        "Great job ruining the editor",
        "Thanks for wasting my afternoon",
        "Congratulations, you broke it again",
        "The redesign ruined it",
        "I've had it with this company",
        "They don't care about customers",
        "The nerve of these people",
        "Do your job.",
        "Fix this now!",
    ],
)
def test_it_hears_short_reviews(text: str) -> None:
    assert score_tone(text).anger.score >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "The garbage collection day is wrong",
        "She got an urgent notification from it",
        "一份就够了",
        "Insanely good, not bad at all",
        "Killer app, wicked fast",
        "Damn good",
        "Bloody brilliant",
        "No nonsense, no greed, not a scam",
        "How do I avoid the fee?",
        "Where do I empty the trash?",
        "Sorry for the stupid question",
        "Unbelievable quality, great support",
        "I can't believe how good it is",
        "Don't waste time elsewhere, this is the best",
        "Great job on the update",
        "Thanks for breaking it down so clearly",
        "Thanks for deleting my account",
        "I hate to bother you",
        "I would hate to lose it",
        "I can't stand in line, so I use the app",
        "My phone was destroyed",
        "The support team does care",
        "Please fix the typo",
    ],
)
def test_words_of_things_are_no_anger(text: str) -> None:
    assert score_tone(text).anger.score < 0.5


@pytest.mark.parametrize("text", ["特别恼怒", "这不是骗人吗", "难道不是欺诈消费者？"])
def test_what_only_looks_denied_is_said(text: str) -> None:
    assert score_tone(text).anger.score >= 0.5


def test_weak_signs_count_where_they_stand_together() -> None:
    apart = "Nobody answered. " + "All went well there. " * 30 + "They ignored it."
    together = "Nobody answered. All went well there. They ignored it."
    assert score_tone(apart).anger.score < 0.5
    assert score_tone(together).anger.score >= 0.5


PLAIN = ["Where is the button?", "The photo is blurred.", "Please add dark colours."]
BYE = ["Cheerio then, I found something better", "Found a better tool, cheerio"] * 2


def test_it_learns_words_that_no_lexicon_knew() -> None:
    lessons = learn_tone("leaving", [*BYE, *PLAIN], [True] * 4 + [False] * 3)
    before = score_tone("So cheerio to you").leaving
    after = score_tone("So cheerio to you", lessons).leaving
    assert before.score == 0
    assert after.score > 0.15
    assert after.words == after.learned == ["cheerio"]
    assert score_tone("Where is the photo?", lessons).leaving.score <= 0.06


def test_it_learns_that_a_phrase_means_something_else_here() -> None:
    texts = [f"Switching to the dark theme fails, try {n}" for n in range(6)]
    lessons = learn_tone("leaving", texts, [False] * 6)
    text = "Switching to landscape is slow"
    assert score_tone(text).leaving.score == pytest.approx(0.4)
    learned = score_tone(text, lessons).leaving
    assert learned.score < 0.2
    assert learned.learned == ["switching to"]
    other = score_tone("Please close my account", lessons).leaving
    assert (other.score, other.learned) == (pytest.approx(0.8), [])


def test_it_learns_chinese_words() -> None:
    texts = [
        "告辞，去用别的笔记了",
        "就此告辞",
        "那就告辞吧",
        "怎么导出笔记",
        "按钮在哪里",
    ]
    lessons = learn_tone("leaving", texts, [True] * 3 + [False] * 2)
    assert score_tone("告辞", lessons).leaving.learned == ["告辞"]


def test_it_moves_little_on_a_single_mark_and_not_at_all_without() -> None:
    assert learn_tone("anger", [], []) == ToneLessons()
    once = learn_tone("anger", ["This is useless"], [False])
    assert 0.15 < score_tone("useless", NO_LESSONS, once).anger.score < 0.4
    with pytest.raises(NotEnoughData):
        learn_tone("anger", ["one"], [])


def test_it_learns_the_same_in_any_order() -> None:
    texts, marks = [*BYE, *PLAIN], [True] * 4 + [False] * 3
    turned = learn_tone("leaving", texts[::-1], marks[::-1])
    assert turned == learn_tone("leaving", texts, marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_teach_what_no_lexicon_has(language: str) -> None:
    letters = own_words(language)
    after, before = ranks_after("leaving", letters, 200, np.random.default_rng(0))
    assert before < 0.6
    assert after > 0.75


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tone", TONES)
def test_marks_spoil_nothing_that_the_lexicon_knows(language: str, tone: str) -> None:
    sentences = read_judged(language)
    after, before = ranks_after(tone, sentences, 40, np.random.default_rng(0))
    assert after > before - 0.03


def test_a_letter_of_megabytes_takes_no_longer_than_what_is_read_of_it() -> None:
    text = "I will cancel my account, this is outrageous! "
    read = text * (LONGEST_READ // len(text) + 1)
    seconds = []
    for letter in (read, read * 20):
        started = process_time()
        score_tone(letter)
        seconds.append(process_time() - started)
    assert seconds[1] < 4 * seconds[0] + 0.5
