"""What the words around a saying make of it: denied, done by others, or taken back.

Texts are in lower case with straight apostrophes, and in simplified Chinese.
"""

import re

REACH = 70  # characters before a saying that are looked at
_ROUND = 160  # characters around it that its sentence is looked for in

_SOFTENERS = (
    r"want|wanted|wish|going|planning|plan|plans|trying|think|thinking|thought|about|to"
    r"|that|so|at|all|very|really|of|feeling|being|be|been|the|a|any|yet|ever|even"
    r"|intend|intention|intending|considered|considering|have|has|had|need|reason"
    r"|point|for|in|me|us|i|we|i'll|we'll|i'd|we'd|will|would|your|as|like"
    r"|interested"
)
_DENIED = re.compile(
    rf"(?:\b(?:not|never|no|nor|without|hardly|\w+n't|dont|wont|didnt|doesnt|isnt"
    rf"|wouldnt|havent|arent)(?: longer)?\s+(?:(?:{_SOFTENERS})\s+){{0,6}}"
    rf"|(?:[没不未]|(?<![特区分个级类性告])别|并非|无需|无意|再也不|从不)(?:有|是"
    rf"|会|想|要|用|必|打算|准备|考虑|太|很|那么|这么|过|再|能|愿意|希望|觉得"
    r"|理由|必要|任何|在|做|继续|你们|贵司|[了来去]){0,5})$"
)
# One of these stands in whatever denies: looked for first, which takes less time.
_SIGNS_OF_DENIAL = ("n't", "no", "nt ", "never", "without", "hardly", *"没不别未非无")
# "Is this not fraud?" denies nothing.
_RHETORICAL = re.compile(r"(?:[这那可]不(?:是|就是)?|难道不(?:是)?)$")
_ASKS = re.compile(r"[^，,。！!\n]{0,20}[吗么？?]")
# Who is kept from leaving wants to leave.
_HINDERED = re.compile(
    rf"\b(?:can't|cannot|can not|cant|couldn't|could not|not able to"
    rf"|won't let)\s+(?:(?:{_SOFTENERS})\s+){{0,3}}$|[不没](?:能|让|给|了|到)(?:我"
    rf"|我们)?$"
)
_SENTENCE_END = re.compile(r"[.!?;\n。！？；]")

_OTHERS = (
    r"you|they|he|she|who|which|bank|company|seller|shop|store|system|team|agent"
    r"|colleague|colleagues|friend|friends|brother|sister|husband|wife|partner|son"
    r"|daughter|mother|father|mum|mom|dad|neighbour|neighbor|boss|someone|somebody"
    r"|people|customers|users|others|everyone|you've|they've|you're|they're|she's"
    r"|he's"
)
_LINKS = (
    r"have|has|had|are|were|was|is|been|being|will|would|may|might|could|can|did|do"
    r"|just|then|also|even|only|now|not|suddenly|never|already|again|already"
    r"|finally|immediately|simply|still|so|very|really|got|get|gets|felt|went|ahead"
    r"|and|going|gonna|to|about|decided|chose|chosen|threatened|threatening|tried"
    r"|refused|first|at|\w+ly"
)
_ASKED = re.compile(
    r"\b(?:can|could|would|will|won't|must|should|need|needed|want|wanted|like|please"
    r"|please,|have|let|asked|ask|asking|asked for|told|tell|expect|request"
    r"|requested|help|if)\s+(?:you|you guys|someone|somebody|them|him|her"
    r"|the bank)\s+(?:(?:please|kindly|just|to|now)\s+)*$|(?:请|麻烦|让|叫|要求"
    r"|希望|能否|可否|帮|求)(?:你们?|您|贵司|客服|银行"
    r"|他们)(?:[^，,。！？\n]{0,6})$"
)
_REFUSED = re.compile(
    r"(?<!\bi )(?<!\bwe )\b(?:didn't|did not|haven't|have not|hasn't|has not|doesn't"
    r"|won't|will not|wouldn't|would not|refused? to|refusing to|failed to"
    r"|fail to)\s+(?:(?:even|just|yet|let|me|us)\s+)*$|(?:不让|不给"
    r"|拒绝)(?:我们?)?(?:[^，,。！？\n]{0,3})$"
)
_BY_OTHERS = re.compile(
    rf"\b(?:{_OTHERS})\s+(?:(?:{_LINKS})\s+){{0,5}}$|\b(?:told|tell|telling|advised"
    rf"|ordered|forced?|forcing|made|make|making) me\s+(?:to\s+)?$"
    rf"|(?<!\bi )(?<!\bwe )\b(?:was|were|is|are|decided to|chose to|threatened to"
    rf"|can|could|may|might|will|would|did|does)\s+(?:(?:just|simply|not|now|be"
    rf"|also)\s+)*$|(?:被|给人|你们|贵司|贵公司|卖家|商家|店家|银行|平台|系统|后台"
    rf"|客服|对方|他们?|她们?|朋友|同事|同学|邻居|老公|老婆|先生|太太|丈夫|妻子"
    rf"|哥哥?|弟弟?|姐姐?|妹妹?|爸爸?|妈妈?|父亲|母亲|儿子|女儿|别人|有人|很多人"
    rf"|大家|她|他)(?:(?:已经|就|又|也|都|还|把|将|要|会|想|自动|突然|擅自|直接"
    rf"|单方面|强制|强行|给|昨天|今天|去年|前年|上个?月|一开始|开始|起初|当时|很"
    rf"|非常|特别|不小心|我|我们|我的"
    r"|的)){0,5}$"
)
_HANDLED_BY_OTHERS = re.compile(
    r"(?:你们|贵司|贵公司|卖家|商家|银行|平台|系统|客服|他们?|她们?|朋友"
    r"|同事)[^，,。！？\n我]{0,6}把[^，,。！？\n]{0,10}$"
)
_JOINED = re.compile(r"\b(?:and|or|then|even)\s+$")
_SUBJECT = re.compile(
    rf"\b(?:(i|we|i'm|we're|i've|we've|i'd|we'd|i'll|we'll|please|me|us)|{_OTHERS})\b"
)
_BY_WRITER = re.compile(
    rf"\b(?:i|we|i'm|we're|i've|we've|i'd|we'd|im|ive)\s+(?:(?:{_LINKS})\s+){{0,6}}$"
)
_PAST = re.compile(
    r"\b(?:used to|almost|nearly|at first)\s+(?:(?:\w+)\s+){0,3}$|\b(?:would|could"
    r"|should|might)(?:\s+\w+)? have\s+$|(?:以前|从前|差点|差一点"
    r"|险些)[^，,。！？]{0,12}$"
)
_TAKEN_BACK = re.compile(
    r"\bre-?(?:install|load|download)|\binstall\w* (?:it )?again\b|\breappear|\b(?:came"
    r"|come|coming|am|i'm) back\b(?! (?:to|with) (?:another))|\bback again\b"
    r"|\bby (?:accident|mistake)\b|\baccidental|\bmistaken|\brestore|\bre-?activate"
    r"|\bglad (?:that )?i (?:didn't|did not|stayed)|\bunintentional|重装"
    r"|重新(?:下载|安装|注册|开通|订阅)|又回来|回来了|恢复|误[点操删触]|不小心|手滑"
    r"|手抖|幸好|幸亏|好在"
)


def find_denial(text: str, start: int) -> int | None:
    """Where the words begin that deny what begins at ``start``, if any do."""
    near = max(0, start - REACH)
    window = text[near:start]
    if not any(sign in window for sign in _SIGNS_OF_DENIAL):
        return None
    denial = _DENIED.search(text, near, start)
    if not denial or _HINDERED.search(text, near, start):
        return None
    if _RHETORICAL.search(text, near, start) and _ASKS.match(text, start):
        return None
    return denial.start()


def is_of_others(text: str, start: int) -> bool:
    """Tell whether others than the writer do or feel what begins at ``start``.

    What others are asked to do is the writer's wish.
    """
    near = max(0, start - REACH)
    if _BY_WRITER.search(text, near, start) or _ASKED.search(text, near, start):
        return False
    if _JOINED.search(text, near, start):
        subjects = list(_SUBJECT.finditer(text, near, start))
        return bool(subjects) and not subjects[-1][1]
    return bool(
        _BY_OTHERS.search(text, near, start)
        or _HANDLED_BY_OTHERS.search(text, near, start)
    )


def is_refused(text: str, start: int) -> bool:
    """Tell whether others keep the writer from what begins at ``start``."""
    return _REFUSED.search(text, max(0, start - REACH), start) is not None


def is_past(text: str, start: int) -> bool:
    """Tell whether what begins at ``start`` is over, or was only near."""
    return _PAST.search(text, max(0, start - REACH), start) is not None


def is_taken_back(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence says that it was undone or done by mistake."""
    return _TAKEN_BACK.search(sentence_at(text, start, end)) is not None


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a place, or the part of it that is near."""
    first, last = max(0, start - _ROUND), end + _ROUND
    ends = [match.end() for match in _SENTENCE_END.finditer(text, first, start)]
    stop = _SENTENCE_END.search(text, end, last)
    return text[ends[-1] if ends else first : stop.end() if stop else last]
