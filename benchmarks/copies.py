"""How well copies are told, and what a letter costs, beside the models' own folding.

``python -m benchmarks.copies [--letters N]``. Near copies are generated from letters of
the shared complaints (words changed, a greeting and farewell, a footer, a paragraph or
a quoted reply added); distinct letters are short messages of different intents, equal
but for a word that matters, and letters that share only a footer. Recall is the share
of generated copies found with their original, precision the share of joined pairs that
were generated so; a rival that joins by estimated likeness alone (``fold_letters``)
reads the same texts in the same run. Then N letters are received and compared in parts:
CPU milliseconds a letter in the first and the last part say whether size matters.
"""

import argparse
import csv
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from benchmarks.inbox import fill
from feedback.store import Store
from feedback.topics.alike.copies import look_for_copies
from models import group_near_duplicates
from models.discovery.folding import fold_letters
from models.texts.words import read_words

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
DRAWN, LEAST_WORDS = 300, 40
FOOTER = (
    "\n\nThis message and any attachment are confidential and meant for the addressee"
    " alone. If you have received it by mistake please tell the sender at once and"
    " delete it from your system; you may not copy it or show it to anybody else."
)
PARAGRAPH = (
    "I have written to you about this before and nobody answered me. I expect that"
    " somebody who may decide reads this letter, and that I hear from you this week. "
)
QUOTED = (
    "\n\nOn Monday support wrote: thank you for your patience, we have passed your"
    " request on to the team that looks after it and shall come back to you."
)
Change = Callable[[str, random.Random], str]


def change_words(share: float) -> Change:
    """Return a change that puts other words in place of a share of a text's own."""

    def change(text: str, random_: random.Random) -> str:
        words = text.split()
        for place in random_.sample(range(len(words)), max(1, int(share * len(words)))):
            words[place] = random_.choice(["other", "thing", "again", "Tom", "May"])
        return " ".join(words)

    return change


CHANGES: dict[str, Change] = {
    "one word": change_words(0.0),
    "3 % of the words": change_words(0.03),
    "6 % of the words": change_words(0.06),
    "10 % of the words": change_words(0.10),
    "greeting and farewell": lambda text, _: f"Dear all,\n{text}\nKind regards, Ann",
    "a footer": lambda text, _: text + FOOTER,
    "a paragraph first": lambda text, _: PARAGRAPH + text,
    "a quoted reply": lambda text, _: text + QUOTED,
    "amounts and dates": lambda text, r: text.replace("XX", str(r.randint(1, 99))),
}


def read_letters() -> list[str]:
    """Return distinct complaints of at least LEAST_WORDS words."""
    with (SHARED / "cfpb" / "complaints.csv").open(encoding="utf-8") as file:
        texts = [row["Consumer complaint narrative"] for row in csv.DictReader(file)]
    groups = group_near_duplicates(texts)
    return [
        text
        for row, text in enumerate(texts)
        if groups[row] == row and len(text.split()) >= LEAST_WORDS
    ]


def fold(texts: Sequence[str]) -> list[int]:
    """Group by estimated likeness alone."""
    firsts: list[int] = fold_letters([read_words(texts)]).tolist()
    return firsts


def group(texts: Sequence[str]) -> list[int]:
    """Group as the product does."""
    groups: list[int] = group_near_duplicates(texts).tolist()
    return groups


def measure_recall(letters: Sequence[str]) -> None:
    """Print the share of copies found for each change, and wrong joins among all."""
    random_ = random.Random(1)  # noqa: S311 - any letters will do
    drawn = random_.sample(letters, DRAWN)
    print(f"{'copies found':<26}{'product':>9}{'folding':>9}")
    wrong = {group: 0, fold: 0}
    for name, change in CHANGES.items():
        texts = [*drawn, *(change(text, random_) for text in drawn)]
        shares = []
        for tell in (group, fold):
            found = tell(texts)
            shares.append(
                sum(found[DRAWN + n] == found[n] for n in range(DRAWN)) / DRAWN
            )
            wrong[tell] += sum(
                first % DRAWN != row % DRAWN for row, first in enumerate(found)
            )
        print(f"{name:<26}{shares[0]:>9.1%}{shares[1]:>9.1%}")
    texts = 2 * DRAWN * len(CHANGES)
    print(f"joined wrongly, of {texts:,}: {wrong[group]} against {wrong[fold]}")


def measure_precision() -> None:
    """Print how many distinct short messages and footers are joined."""
    with (SHARED / "banking77" / "train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    messages = [row["text"] for row in rows]
    footed = [row["text"] + FOOTER for row in rows[::40]]
    for name, texts in (("short messages", messages), ("with a footer", footed)):
        joined = [
            sum(
                first != row and rows[first]["category"] != rows[row]["category"]
                for row, first in enumerate(tell(texts))
            )
            if texts is messages
            else sum(first != row for row, first in enumerate(tell(texts)))
            for tell in (group, fold)
        ]
        print(f"{name}: {joined[0]} of {len(texts):,} joined, against {joined[1]}")


def measure_cost(letters: int) -> None:
    """Print CPU milliseconds a letter, receiving left out, at the start and end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.db")
        fill(path, letters)
        times: list[tuple[float, int]] = []
        with Store(path) as store:
            start = process_time()
            look_for_copies(store, lambda done, _: times.append((process_time(), done)))
            size = path.stat().st_size
        tenth = max(1, len(times) // 10)
        first = 1000 * (times[tenth - 1][0] - start) / times[tenth - 1][1]
        (early, before), (late, after) = times[-tenth - 1], times[-1]
        last = 1000 * (late - early) / (after - before)
        print(
            f"{letters:,} letters compared: {first:.2f} ms each in the first tenth, "
            f"{last:.2f} ms in the last; {size / 2**20:,.0f} MB"
        )


def main() -> None:
    """Measure quality on the shared texts, cost on generated letters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=100_000)
    chosen = parser.parse_args()
    if SHARED.is_dir():
        measure_recall(read_letters())
        measure_precision()
    else:
        print("Quality left out: it needs the real letters in ../shared/data")
    measure_cost(chosen.letters)


if __name__ == "__main__":
    main()
