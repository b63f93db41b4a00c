"""What the models know of languages: which words tell nothing alone.

Most is known of English and Chinese; of some others which words only join the rest.
"""

from functools import lru_cache

from models.texts.other_languages import (
    CLOSING_DENIALS,
    DENIALS,
    FUNCTION_WORDS,
    TIES,
    TURNING,
)
from models.texts.words import is_ending, is_han

_ENGLISH = """
a about above after again against all also although always am among an and another
any anyone anything are aren't around as ask asked at away back be because been
before being below between both but by came can can't cannot come could couldn't
dear did didn't do does doesn't doing don't done down during each either else even
ever every everything few for from further get gets getting give given go goes going
gone got had hadn't has hasn't have haven't having he he's hello help her here
here's hers herself hi him himself his how however i i'd i'll i'm i've if in into is
isn't it it's its itself just keep kept know let let's like ll look made make many
may me might mine more most much must my myself near need never no nobody nor not
nothing now of off often ok on once one only onto or other our ours out over own per
perhaps please put quite rather re really said same say says see seem seems she
she's should shouldn't since so some someone something still such sure take tell
than thank thanks that that's the their theirs them themselves then there there's
these they they're thing things think this those though through to today told too
tried try trying two under until up upon us use used using ve very want wanted was
wasn't way we we're we've well went were weren't what what's when where whether
which while who whole whose why will with within without won't would wouldn't yes
yet you you're you've your yours yourself im ive dont cant didnt doesnt isnt wont u
ur pls n't wo ca anymore day days time times
"""
_CHINESE = """
的 了 和 是 在 我 我们 你 你们 您 他 她 它 他们 这 那 这个 那个 这些 那些 就 都 而
及 与 或 一个 没有 也 很 到 说 要 去 会 着 看 自己 上 下 里 又 还 把 被 让 给 对 从
但 但是 可 可是 因为 所以 如果 什么 怎么 为什么 吗 呢 吧 啊 呀 哦 嗯 已经 还是 再 才 只
能 可以 不能 想 来 用 一直 现在 时候 每次 之后 以后 以前 今天 昨天 明天 请 谢谢 你好
您好 个 次 天 一下 一 二 两 三 不 没 有 过 地 得 之 于 以 并 其 等 该 此 即 则 却 最
更 太 真 真的 然后 又 好像 明明 居然 竟然 就是 于是 每个
那么 这么 这样 非常 比较 感觉 觉得 知道 出来 起来 进去 东西 事 点 多 少
先 越来越 越 愈发 更加 特别 十分 极其 相当 超级 挺 稍微 有点 有些 过于
尤其 格外 慢慢 尊敬
咱 咱们 大家 各位 人家 别人 本人 谁 哪 哪个 哪里 哪儿 这里 那里 这儿 那儿 这边 那边
这种 那种 这样 那样 这次 那次 这是 那是 某 某个 每 各 各种 其他 其它 其中 另 另外 别的
怎样 怎么样 几 几个 一些 一点 一点儿 一样 一般 一位 一种 一台 一款 一本 一家 两个 而且
并且 或者 还有 以及 不过 然而 虽然 尽管 即使 哪怕 要是 假如 除非 只要 只有 无论 不管
由于 因此 因而 从而 否则 不然 既然 何况 甚至 不仅 不但 不光 接着 最后 首先 其次 总之
总的来说 例如 比如 除了 反而 反正 倒是 毕竟 其实 原来 本来 终于 到底 究竟 难道 似乎
大概 大约 也许 可能 或许 应该 应当 必须 马上 立刻 刚 刚刚 刚才 曾经 正在 仍然 依然
依旧 还是 又是 只是 只能 仅仅 几乎 差不多 简直 确实 的确 实在 真是 果然 当然 显然 绝对
相对 较 蛮 多么 不太 不大 不是 不会 不要 不必 没什么 是不是 有没有 能不能 会不会 对于
按照 根据 随着 为了 为 向 往 由 自从 当 跟 比 如 至于 能够 今年 去年 上周 本周 上次
下次 最近 近期 目前 当时 那时 那天 当天 认为 以为 是个 有个 来说 的话 左右 的时候 关于
你们好 大家好 早上好 下午好 晚上好
"""

STOP_WORDS: frozenset[str] = (
    frozenset(f"{_ENGLISH} {_CHINESE}".split()) | FUNCTION_WORDS | DENIALS
)

# Few letters that are a word in one language abbreviate one in another: "IL", "EST".
_UNTELLING = STOP_WORDS - {
    word for word in FUNCTION_WORDS | DENIALS if len(word) < 4 and word.isascii()
}

_SIGNS = frozenset(word for word in STOP_WORDS if len(word) == 1 and is_han(word))

# Words that no phrase should begin with: it would read as torn out of a sentence.
OPENERS: frozenset[str] = STOP_WORDS - DENIALS - {
    "no", "not", "never", "can't", "cannot", "won't", "doesn't", "didn't", "isn't",
    "without", "how", "why", "where", "when", "still",
    "没有", "不能", "没", "不", "不会", "无法", "怎么", "为什么", "关于",
}  # fmt: skip

# Words that turn a phrase into its opposite: a name must not be cut beside one.
NEGATIONS: frozenset[str] = DENIALS | frozenset(
    [
        "no", "not", "never", "nothing", "nobody", "none", "nowhere", "neither",
        "without", "can't", "cannot", "won't", "don't", "doesn't", "didn't", "isn't",
        "wasn't", "aren't", "weren't", "haven't", "hasn't", "couldn't", "wouldn't",
        "n't",
        "没有", "不能", "没", "不", "无法", "未", "别", "不到", "不了", "不会", "不是",
        "不太", "不再", "没法",
    ]
)  # fmt: skip
# Those of them that can end a phrase: "finds nothing", but not "finds no".
CLOSING_NEGATIONS: frozenset[str] = CLOSING_DENIALS | frozenset(
    ["nothing", "nobody", "nowhere"]
)

# Words that leave a phrase torn which begins or ends with them: prepositions and
# adverbs that are too telling elsewhere to be stop words.
_LOOSE = """
accordance according actually already apparently basically clearly completely
concerning constantly currently despite finally following furthermore hereby however
immediately including instead later least literally maybe moreover per pursuant
recently regarding simply soon suddenly therefore thus unfortunately unless via
whatsoever whereas whereby
"""
LOOSE: frozenset[str] = frozenset(_LOOSE.split())
# Words that begin another clause: a phrase that holds one is more than its name.
TURNS: frozenset[str] = TURNING | frozenset(
    [
        "if", "when", "because", "although", "though", "then", "than", "while", "so",
        "but", "therefore", "however", "before", "after", "since", "once", "until",
        "但", "但是", "可是", "不过", "然而", "如果", "要是", "因为", "所以", "因此",
        "虽然", "然后", "于是", "而且", "反而", "倒是", "却", "否则", "不然", "就",
        "才",
    ]
)  # fmt: skip
# Words that join nouns or clauses.
CONNECTIVES: frozenset[str] = frozenset(["and", "or", "和", "或"])
# Words that point at what was said before: "your attention to this matter".
_POINTERS = "this these those 这 那 这个 那个 这些 那些 这次 那次 此"
POINTERS: frozenset[str] = frozenset(_POINTERS.split())
# Words whose noun would be cut off behind a phrase: "how do I link" (my card).
_DETERMINERS = """
a an the my our your his her its their this that these those any some another
"""
DETERMINERS: frozenset[str] = frozenset(_DETERMINERS.split())

# Verbs of which one that stands before a determiner says what something is.
COPULAS: frozenset[str] = frozenset(["is", "are", "was", "were"])

# Words that may stand before a phrase that is named without them.
_LEADS = """
a an the my our your his her their its this that these those some any all of for to
in on at from with by about and or but is are was were
的 我的 你们的 这个 一个 这 那 个 在 把 被 给 对 和 了
"""
LEADS: frozenset[str] = frozenset(_LEADS.split()) | FUNCTION_WORDS - TIES
PREPOSITIONS: frozenset[str] = frozenset(
    ["of", "for", "to", "in", "on", "at", "from", "with", "by"]
)
# Subjects whose verb would begin the phrase: "I contacted them" is about "them".
_SUBJECTS = "i we you he she it they 我 我们 你 你们 您 他 她 它 他们 咱们 大家 本人"
SUBJECTS: frozenset[str] = frozenset(_SUBJECTS.split())
# Words that may follow a phrase that is named without them.
_JOINTS = """
for in on at by from with when and or but because since after before if is are was
were has have had as so into until i we it here again now today too please anymore
了 的 呢 吧 啊 一下
"""
JOINTS: frozenset[str] = frozenset(_JOINTS.split()) | FUNCTION_WORDS - TIES
# Words that begin a question, of which less than a sentence is left torn.
QUESTIONS: frozenset[str] = frozenset(["how", "why", "where", "when"])
# Stop words that belong to the word before them: "top up", "money back".
PARTICLES: frozenset[str] = frozenset(["up", "back"])
# Words of praise. Each writer has another one, so that they count as one word.
_PRAISE = """
amazing awesome beautiful beautifully best brilliant compliment compliments delight
delighted delightful enjoy enjoyed excellent fantastic favorite favourite glad grateful
great happy impressed impressive joy kudos love loved lovely loving perfect perfectly
pleasant pleased pleasure praise recommend recommended satisfied superb superior
terrific thankful wonderful wonderfully
表扬 称赞 夸 夸奖 赞 点赞 好评 五星 感谢 感谢您 感激 喜欢 喜爱 最爱 推荐 安利 满意
好用 棒 很棒 太棒了 优秀 出色 完美 给力 贴心 良心 惊喜 感动 开心 值得 好看 好听 好吃
舒服 舒适 舒心 省心 精彩
"""
PRAISE: frozenset[str] = frozenset(_PRAISE.split())
# Stop words that end a Chinese clause and belong to it: without 吗 a question would
# read as what is so.
ENDINGS: frozenset[str] = frozenset(["吗", "一下"])
# Particles that end a Chinese clause and add tone or tense to it, but no matter.
TAILS: frozenset[str] = frozenset(["了", "啦", "呢", "吧", "啊", "呀", "哦", "嗯"])
# Nouns that say nothing by themselves: any letter asks for attention to a matter.
VAGUE: frozenset[str] = frozenset(
    [
        "attention", "complaint", "concern", "concerns", "issue", "issues", "matter",
        "matters", "problem", "problems", "request", "situation",
        "问题", "软件", "东西", "情况", "功能", "产品", "应用", "事情", "投诉", "反馈",
        "意见", "贵方", "贵司", "贵公司",
    ]
)  # fmt: skip


@lru_cache(maxsize=50_000)
def opens_no_phrase(word: str) -> bool:
    """True for a lower-case word that leaves a phrase torn which begins with it. Of
    a longer Chinese word so do two stop words in front: it is a piece of a clause that
    was taken for a word, such as 先让人."""
    if word in OPENERS or word in LOOSE or not word[0].isalpha() or is_ending(word):
        return True
    return len(word) > 2 and word[0] in _SIGNS and word[1] in _SIGNS


@lru_cache(maxsize=50_000)
def may_name(word: str) -> bool:
    """True for a lower-case word that can tell what a topic is about: no stop word, no
    ending, of three letters or more, or Chinese."""
    said = word[0].isalpha() and word not in STOP_WORDS and not is_ending(word)
    return said and (len(word) > 2 or is_han(word))


def tells_alone(word: str) -> bool:
    """True for a word of two characters or more that is no stop word and no ending."""
    return len(word) > 1 and word.lower() not in _UNTELLING and not is_ending(word)
