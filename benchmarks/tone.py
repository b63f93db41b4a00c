"""How well tones are told: sentences judged beforehand, real messages, and marks.

``python -m benchmarks.tone``. ``judged/tone_en.tsv`` and ``tone_zh.tsv`` hold sentences
written for this benchmark by hand and judged (``leaving``, ``anger``: 1 or 0) before
the lexicon was read; half are traps (denied, of others, past, ironic, words of
products). Mistakes were looked at in the half ``develop`` only, but one hand wrote both
halves and the sayings since: real messages tell more. Banking77 has an intent for
closing an account; what was missed of it was read once. Rank quality is the share of
pairs of a yes and a no that are in the right order (AUC).

Then marks of people are drawn at random, half of them on letters that say it, and the
others are scored with what was learned and without, over several draws: of the judged
sentences, which share hardly a word, and of sample letters to half of which one of a
few sentences was added that leave in words that no lexicon has.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np

from benchmarks.labelled import made_letters, read_banking
from feedback.types.tones import LIKELY
from models import ToneLessons, learn_tone, score_tone

JUDGED = Path(__file__).parent / "judged"
LANGUAGES, HALVES, TONES = ("en", "zh"), ("develop", "held"), ("leaving", "anger")
DRAWS = 12
CLOSING = "terminate_account"
NONE = ToneLessons()
OWN_WORDS = {
    "en": (
        "So I am pulling the plug on this one.",
        "That's it from me, I handed the keys back.",
        "We are jumping ship at the end of the quarter.",
        "I voted with my feet last Friday.",
        "Time to call it quits, I'd say.",
        "My seat can be given to somebody else.",
        "Please send me the port-out code.",
        "The whole team packs up in June.",
    ),
    "zh": (
        "我先溜了，各位保重。",
        "这次真的跑路了。",
        "我们组下个季度集体下车。",
        "钥匙已经交回去了。",
        "我的席位可以让给别人。",
        "请把携转授权码发给我。",
        "六月全组打包走。",
        "我用脚投票了。",
    ),
}
FILLERS = {
    "en": (
        "Thanks for reading this far.",
        "I hope you have a nice week.",
        "Please send me an answer when there is one.",
        "My colleague can tell you more about it.",
        "It has been like that since Friday.",
        "We look at it again at the end of June.",
    ),
    "zh": (
        "谢谢看到这里。",
        "祝一切顺利。",
        "有结果了请发给我。",
        "我同事可以说得更清楚。",
        "从周五开始就这样了。",
        "六月底我们再看一次。",
    ),
}


class Judged(NamedTuple):
    """A sentence, which half it is of, and whether it tells each tone."""

    text: str
    half: str
    said: dict[str, bool]


class Quality(NamedTuple):
    """Precision, recall and their harmonic mean at LIKELY; rank quality."""

    precision: float
    recall: float
    f1: float
    rank: float


def read_judged(language: str) -> list[Judged]:
    """The judged sentences of ``en`` or ``zh``."""
    path = JUDGED / f"tone_{language}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Judged(row["text"], row["half"], {tone: row[tone] == "1" for tone in TONES})
            for row in rows
        ]


def score(tone: str, text: str, lessons: ToneLessons = NONE) -> float:
    """The score of one tone."""
    read = score_tone(text, **{tone: lessons})
    return {"leaving": read.leaving, "anger": read.anger}[tone].score


def judge(said: Sequence[bool], scores: Sequence[float]) -> Quality:
    """How well scores tell what was said."""
    truth, given = np.array(said), np.array(scores)
    likely = given >= LIKELY
    right = np.count_nonzero(likely & truth)
    precision = right / max(np.count_nonzero(likely), 1)
    recall = right / max(np.count_nonzero(truth), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    ahead = np.sign(given[truth][:, None] - given[~truth][None, :])
    return Quality(precision, recall, f1, float((ahead.mean() + 1) / 2))


def judge_half(language: str, half: str, tone: str) -> Quality:
    """How well a tone is told in one half of a language's sentences."""
    own = [one for one in read_judged(language) if one.half == half]
    return judge(
        [one.said[tone] for one in own], [score(tone, one.text) for one in own]
    )


def ranks_after(
    tone: str, sentences: Sequence[Judged], marks: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Rank quality on other sentences once so many were marked, and before."""
    said = np.array([one.said[tone] for one in sentences])
    chosen = np.concatenate(
        [rng.permutation(np.flatnonzero(said == kind))[: marks // 2] for kind in (1, 0)]
    )
    rest = np.setdiff1d(np.arange(len(said)), chosen)
    texts = [one.text for one in sentences]
    lessons = learn_tone(tone, [texts[n] for n in chosen], said[chosen].tolist())
    truth = said[rest].tolist()
    after, before = (
        judge(truth, [score(tone, texts[n], known) for n in rest]).rank
        for known in (lessons, NONE)
    )
    return after, before


def own_words(language: str, letters: int = 1_200) -> list[Judged]:
    """Sample letters, of which half leave in words that no lexicon has."""
    rng = np.random.default_rng(0)
    texts = made_letters(letters)[language].texts
    byes, fillers = OWN_WORDS[language], FILLERS[language]
    leaves = rng.random(len(texts)) < 0.5
    return [
        Judged(
            f"{text}\n{rng.choice(byes if goes else fillers)}", "", {"leaving": goes}
        )
        for text, goes in zip(texts, leaves.tolist(), strict=True)
    ]


def _tell_halves() -> None:
    for language in LANGUAGES:
        for tone in TONES:
            for half in HALVES:
                found = judge_half(language, half, tone)
                print(
                    f"{language} {tone:8}{half:8} precision {found.precision:.2f}"
                    f" recall {found.recall:.2f} F1 {found.f1:.2f}"
                    f" rank {found.rank:.3f}"
                )


def _tell_banking() -> None:
    banking = read_banking()
    if banking is None:
        return
    started = process_time()
    likely = np.array([score("leaving", text) >= LIKELY for text in banking.texts])
    micros = 1e6 * (process_time() - started) / len(likely)
    closing = banking.labels == CLOSING
    print(
        f"Banking77: {np.count_nonzero(likely & closing)} of {closing.sum()} messages"
        f" that close an account found, {np.count_nonzero(likely & ~closing)} of"
        f" {np.count_nonzero(~closing)} others said to leave; {micros:.0f} µs a message"
    )


def _tell_learning() -> None:
    for language in LANGUAGES:
        for tone in TONES:
            _tell_ranks(
                f"{language} {tone:8}judged", tone, read_judged(language), (20, 50)
            )
        _tell_ranks(
            f"{language} leaving own words",
            "leaving",
            own_words(language),
            (20, 50, 200),
        )


def _tell_ranks(
    name: str, tone: str, sentences: Sequence[Judged], marks: Sequence[int]
) -> None:
    for count in marks:
        drawn = [
            ranks_after(tone, sentences, count, np.random.default_rng(draw))
            for draw in range(DRAWS)
        ]
        after, before = np.mean(drawn, axis=0)
        error = np.std([gained - had for gained, had in drawn]) / len(drawn) ** 0.5
        print(
            f"{name}: {count} marks, rank of the others {before:.3f} -> {after:.3f}"
            f" (standard error of the gain {error:.3f})"
        )


def main() -> None:
    _tell_halves()
    _tell_banking()
    _tell_learning()


if __name__ == "__main__":
    main()
