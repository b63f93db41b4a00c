"""Names, keywords and typical passages of topics."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def name_topics(
    texts: Sequence[str], labels: NDArray[np.int64], confidence: NDArray[np.float32]
) -> list[tuple[str, list[str], list[str]]]:
    """Name, keywords and exemplars of each topic, in the order of the labels."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    total = int(labels.max(initial=-1)) + 1
    groups = [np.flatnonzero(labels == number) for number in range(total)]
    if not groups:
        return []
    joined = [" ".join(texts[row] for row in group) for group in groups]
    model = TfidfVectorizer(
        sublinear_tf=True, stop_words="english", token_pattern=r"(?u)\b[^\W\d]{2,}\b"
    )
    try:
        weights = model.fit_transform(joined).toarray()
    except ValueError:
        weights = np.zeros((total, 0))
    words = model.get_feature_names_out() if weights.shape[1] else np.array([])
    named = []
    for number, group in enumerate(groups):
        best = np.argsort(-weights[number], kind="stable")[:8]
        keywords = [str(words[column]) for column in best]
        typical = group[np.argsort(-confidence[group], kind="stable")][:4]
        exemplars = [texts[row][:200] for row in typical]
        named.append((" ".join(keywords[:3]).capitalize(), keywords, exemplars))
    return named
