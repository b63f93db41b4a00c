"""What the text itself says: the language it is written in."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from threading import Lock, Thread
from typing import Protocol

_LANGUAGE_CHARACTERS = 300
_ENOUGH_WORDS = 4
_CLEARLY_AHEAD = 3.0
"""The likelihoods' logarithms differ by so much: twenty to one."""
# The commonest short words of a language settle most letters in a few microseconds.
_COMMON_WORDS = {
    "en": "the and to of i my a in is it was that for with have this they not on me "
    "you your are be at but we as so all can had been what there",
    "de": "der die und ich das nicht ist zu den mit es ein eine von auf mir wir sie "
    "dem im auch wie bei bin hat habe sind aber noch nur wenn dass",
    "fr": "le la les et je de des un une est que pas pour dans ce vous mon sur nous "
    "du au qui avec plus mais ne il ai être été votre cette",
    "es": "el la los que de y en un una no es por con mi para se lo me del las "
    "al como más pero su ya muy he ha está esta cuando",
    "it": "il di che e la un per non sono mi con una ho del è le si da "
    "i gli della ma anche più come questo ha nel al alla",
    "pt": "o que de e não um uma para com os do da eu em meu por se na no "
    "a as mais mas foi já está ao minha muito são",
    "nl": "de het een en ik van is niet dat te op met voor mijn er aan ook "
    "maar heb wordt bij nog dit naar wel zijn deze kan om",
}
_CODES = tuple(_COMMON_WORDS)
_FIRST_WORDS = 32
# Each word as a number with a byte per language, so that a sum counts all of them: 300
# characters are 150 words at most.
_WORD_COUNTS = {
    word: sum(
        1 << 8 * place
        for place, code in enumerate(_CODES)
        if word in _COMMON_WORDS[code].split()
    )
    for words in _COMMON_WORDS.values()
    for word in words.split()
}
_OTHER_SCRIPT = re.compile("[^\\W\\d_a-zA-Z\u00c0-\u024f]")
_KANA = re.compile("[\u3041-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LETTER = re.compile(r"[^\W\d_]")
# Scripts that one language of those told apart here is written in.
_SCRIPTS = {
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
}
LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""Languages that are told apart. The model knows more; on short texts the rare ones
take letters away from the common ones."""
_MASKS = re.compile(r"x{2,}|\d+")


_LOADING = Lock()


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, ``""`` when it cannot be told.

    Only the first 300 characters are read. Common words and scripts answer at once;
    py3langid (a naive Bayes model over byte sequences) is asked about the rest.
    """
    sample = text[:_LANGUAGE_CHARACTERS]
    by_script = "" if sample.isascii() else _by_script(sample)
    if by_script:
        return by_script
    lowered = sample.lower()
    language = _by_common_words(lowered)
    if language:
        return language
    words = _MASKS.sub(" ", lowered)
    if len(words.split()) < 2 or len(_LETTER.findall(words)) < 8:
        return ""
    return _ask_model(words)


def _by_script(sample: str) -> str:
    if not _OTHER_SCRIPT.search(sample):
        return ""
    if len(_KANA.findall(sample)) > 2:
        return "ja"
    if len(_HANGUL.findall(sample)) > 2:
        return "ko"
    letters = len(_LETTER.findall(sample))
    for language, script in _SCRIPTS.items():
        if len(script.findall(sample)) * 2 > max(letters, 6):
            return language
    han = len(_HAN.findall(sample))
    return "zh" if han >= 2 and han * 3 >= letters else ""


def _by_common_words(lowered: str) -> str:
    """Return the language whose common words clearly outnumber the others'.

    The first words of a text settle it most times; the others are counted if not.
    """
    words = lowered.split(None, _FIRST_WORDS)
    if len(words) <= _FIRST_WORDS:
        return _outnumbering(words)
    rest = words.pop()
    return _outnumbering(words) or _outnumbering([*words, *rest.split()])


def _outnumbering(words: Sequence[str]) -> str:
    """Return the language of at least four and twice as many words as any other's."""
    total = sum(map(_WORD_COUNTS.get, words, repeat(0)))
    counts = total.to_bytes(len(_CODES), "little")
    second, best = sorted(counts)[-2:]
    is_clear = best >= _ENOUGH_WORDS and best >= 2 * second
    return _CODES[counts.index(best)] if is_clear else ""


def _ask_model(sample: str) -> str:
    """Return the likeliest language, "" unless it is clearly ahead of the next."""
    (language, best), (_, second) = _identifier().rank(sample)[:2]
    return language if best - second >= _CLEARLY_AHEAD else ""


def load_model_meanwhile() -> None:
    """Load the model in a thread: unpacking takes half a second, mostly lock-free."""
    Thread(target=_identifier, daemon=True).start()


def _identifier() -> _Identifier:
    with _LOADING:
        return _load_model()


@lru_cache(maxsize=1)
def _load_model() -> _Identifier:
    """Return the model of the languages told apart; of the others nothing is kept.

    py3langid's own ``set_languages`` keeps all: 40 MB more in each process that reads.
    """
    from numpy import ascontiguousarray
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
    from py3langid.modelio import load_model

    table, weights, codes, *automaton = load_model(MODEL_DIR / MODEL_FILE)
    kept = [column for column, code in enumerate(codes) if code in LANGUAGES]
    moves, rows, features = automaton
    identifier: _Identifier = LanguageIdentifier(
        ascontiguousarray(table[:, kept]),
        weights[kept],
        [codes[column] for column in kept],
        moves,
        features,
        tk_row=rows,
    )
    return identifier
