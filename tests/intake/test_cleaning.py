"""The language of a letter."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.intake.cleaning import _COMMON_WORDS, _by_common_words, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I was charged twice and nobody answers my mail.", "en"),
        ("Ich habe die Rechnung nicht bekommen und warte seit Wochen.", "de"),
        ("Je ne peux pas ouvrir le fichier et vous ne répondez pas.", "fr"),
        ("No puedo entrar en mi cuenta y nadie me responde en la tienda.", "es"),
        ("Non riesco ad aprire il conto e non mi risponde nessuno.", "it"),
        ("Não consigo entrar na conta e ninguém responde ao meu pedido.", "pt"),
        ("Ik kan niet inloggen en het antwoord is er nog steeds niet.", "nl"),
        ("退款还没到账,已经两周了。", "zh"),
        ("アプリが起動しません。返金してください。", "ja"),
        ("앱이 계속 꺼져요. 환불해 주세요.", "ko"),
        ("Приложение постоянно падает, верните деньги.", "ru"),
        ("Uygulama sürekli kapanıyor, paramı geri istiyorum.", "tr"),  # noqa: RUF001
        ("Aplikacja ciągle się zawiesza, proszę o zwrot pieniędzy.", "pl"),
        ("XXXX XXXX XX/XX/2019 XXXX", ""),
        ("", ""),
        ("12345 67", ""),
        ("ok", ""),
    ],
)
def test_it_tells_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def count_common_words(words: list[str]) -> str:
    """Tell the language as the rule says it, one word and one language at a time."""
    of = {code: set(common.split()) for code, common in _COMMON_WORDS.items()}
    counts = {code: sum(word in of[code] for word in words) for code in of}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if best < 4 or best < 2 * second:
        return ""
    return max(counts, key=lambda code: counts[code])


WORDS = [*" ".join(_COMMON_WORDS.values()).split(), "sync"]


@given(st.lists(st.sampled_from(WORDS), max_size=150))
def test_it_counts_the_common_words_of_every_language(words: list[str]) -> None:
    expected = count_common_words(words[:32]) or count_common_words(words)
    assert _by_common_words(" ".join(words)) == expected


def test_it_takes_a_few_microseconds_for_common_letters() -> None:
    text = (
        "The app crashes and I have to start it again, which is not what I want. " * 50
    )
    detect_language(text)
    start = time.process_time()
    for _ in range(2_000):
        detect_language(text)
    assert time.process_time() - start < 0.2


COMPLAINTS = {
    "en": [
        "The app crashes when I open it",
        "I want my money back",
        "Please cancel my plan",
        "Sync is broken since the update",
    ],
    "zh": ["应用总是闪退", "退款还没到账", "我想取消订阅，请尽快处理"],
    "de": [
        "Die App stürzt ständig ab",
        "Ich möchte mein Geld zurück",
        "Bitte kündigen Sie mein Abo",
    ],
    "fr": [
        "L'application plante tout le temps",
        "Je veux être remboursé",
        "Merci de résilier mon abonnement",
    ],
    "es": [
        "La aplicación se cierra sola",
        "Quiero que me devuelvan el dinero",
        "Por favor cancelen mi suscripción",
    ],
    "it": [
        "L'applicazione si blocca sempre",
        "Voglio indietro i miei soldi",
        "Vi prego di annullare il mio abbonamento",
    ],
    "pt": [
        "O aplicativo fecha sozinho",
        "Quero o meu dinheiro de volta",
        "Por favor cancelem a minha assinatura",
    ],
    "nl": [
        "De app loopt steeds vast",
        "Ik wil mijn geld terug",
        "Zeg mijn abonnement alstublieft op",
    ],
    "ja": ["アプリがすぐに落ちます", "返金してください", "同期できなくなりました"],
    "ko": ["앱이 계속 종료됩니다", "환불해 주세요", "동기화가 되지 않습니다"],
    "ru": [
        "Приложение постоянно вылетает",
        "Верните мои деньги",
        "Пожалуйста, отмените мою подписку",
    ],
    "uk": [
        "Застосунок постійно вилітає",
        "Поверніть мої гроші, будь ласка",
        "Скасуйте, будь ласка, мою підписку",
    ],
    "pl": [
        "Aplikacja ciągle się zawiesza",
        "Chcę odzyskać swoje pieniądze",
        "Proszę anulować moją subskrypcję",
    ],
    "cs": [
        "Aplikace neustále padá",
        "Chci zpátky své peníze",
        "Prosím zrušte moje předplatné",
    ],
    "sv": [
        "Appen kraschar hela tiden",
        "Jag vill ha tillbaka mina pengar",
        "Var snäll och avsluta min prenumeration",
    ],
    "da": [
        "Appen går ned hele tiden",
        "Jeg vil have mine penge tilbage",
        "Vær venlig at opsige mit abonnement",
    ],
    "no": [
        "Appen krasjer hele tiden",
        "Jeg vil ha pengene mine tilbake",
        "Vennligst avslutt abonnementet mitt",
    ],
    "fi": [
        "Sovellus kaatuu jatkuvasti",
        "Haluan rahani takaisin",
        "Peruuttakaa tilaukseni, kiitos",
    ],
    "tr": [
        "Uygulama sürekli çöküyor",
        "Paramı geri istiyorum",  # noqa: RUF001
        "Lütfen aboneliğimi iptal edin",
    ],
    "hu": [
        "Az alkalmazás folyton összeomlik",
        "Vissza akarom kapni a pénzemet",
        "Kérem, mondják le az előfizetésemet",
    ],
    "ro": [
        "Aplicația se blochează mereu",
        "Vreau banii înapoi",
        "Vă rog să îmi anulați abonamentul",
    ],
    "el": [
        "Η εφαρμογή κλείνει συνέχεια",  # noqa: RUF001
        "Θέλω πίσω τα λεφτά μου",
        "Παρακαλώ ακυρώστε τη συνδρομή μου",
    ],
    "ar": ["التطبيق يتوقف باستمرار", "أريد استرداد أموالي", "يرجى إلغاء اشتراكي"],
    "he": [
        "האפליקציה קורסת כל הזמן",
        "אני רוצה את הכסף שלי בחזרה",
        "בבקשה בטלו את המינוי שלי",
    ],
    "hi": ["ऐप बार बार बंद हो जाता है", "मुझे मेरे पैसे वापस चाहिए"],
    "th": ["แอปเด้งออกตลอดเวลา", "ขอเงินคืนด้วยครับ"],
    "vi": [
        "Ứng dụng liên tục bị thoát",
        "Tôi muốn lấy lại tiền của mình",
        "Vui lòng hủy gói đăng ký của tôi",
    ],
    "id": [
        "Aplikasinya terus berhenti sendiri",
        "Saya ingin uang saya kembali",
        "Tolong batalkan langganan saya",
    ],
}


def test_it_tells_short_complaints_in_many_languages_or_is_unsure() -> None:
    """Two or three of a few words each; a wrong answer is worse than none."""
    wrong, right, asked = [], 0, 0
    for language, texts in COMPLAINTS.items():
        for text in texts:
            found = detect_language(text)
            asked, right = asked + 1, right + (found == language)
            wrong += [(text, found)] if found not in ("", language) else []
    assert len(COMPLAINTS) >= 22
    assert wrong == []
    assert right >= 0.95 * asked


@pytest.mark.parametrize(
    "text", ["👍👍", "asdf", "asdf qwer zxcv", "ok ok thx", "404", "Hi"]
)
def test_it_says_when_it_is_unsure(text: str) -> None:
    assert detect_language(text) == ""


def test_the_model_answers_as_with_all_of_its_languages_in_memory() -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    from feedback.intake.cleaning import LANGUAGES, _identifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(LANGUAGES)
    for text in ("pengiriman sangat lambat", "ich habe nie etwas bekommen", "ça va"):
        expected, given = whole.rank(text), _identifier().rank(text)
        assert [code for code, _ in given] == [code for code, _ in expected]
        scores = [score for _, score in expected]
        assert [score for _, score in given] == pytest.approx(scores, rel=1e-3)
