"""How people sound angry, or say that something is urgent, in English and Chinese.

Strong words tell it alone. What happens to angry people (nobody answers, a third time)
tells it only together with others.
"""

from models.tone.reviews import REVIEWS
from models.tone.sayings import Saying

_STOPS = r"(?=\s*(?:[.,;:!?)]|$))"
_NUMBER = r"(?:\d+|two|three|four|five|six|seven|ten|many|several|countless|numerous)"

ENGLISH = (
    Saying("furious", 0.8, "furious|livid|enraged|outraged|fuming|seething|infuriated",
        own=True),
    Saying("angry", 0.6, "angry|angrily|pissed|pissed off|mad at|so mad", own=True),
    Saying("infuriating", 0.7, "infuriating|maddening|enraging|exasperating"),
    Saying("annoyed", 0.4, "annoyed|upset|frustrated|frustrating|annoying|irritated"
        "|irritating|disappointed|disappointing", own=True),
    Saying("very annoyed", 0.5, "annoyed|upset|frustrated|frustrating|disappointed"
        "|annoying|irritated|disappointing|unhappy|dissatisfied", own=True,
        before=r"(?:so|very|rather|quite|pretty|extremely|really|beyond|incredibly"
        r"|deeply|absolutely|totally|utterly|highly|most|thoroughly) "),
    Saying("fed up", 0.6, "fed up|sick of|sick and tired|tired of being"
        "|enough is enough|last straw|final straw|at my wits' end|losing my patience"
        "|lost my patience|lost all patience|running out of patience|patience is"),
    Saying("had enough", 0.5, "had enough|enough",
        rf"(?:{_STOPS}|(?= (?:of (?:this|you|your)|and|with|so|i|we)\b))",
        before=r"(?:(?:i've|we've|i have|we have|ive|i|we) )(?:had )?(?:have )?"),
    Saying("drives me crazy", 0.6, "drives|driving|drive|drove|makes|making|made",
        r" (?:me|us) (?:absolutely |so )?(?:crazy|mad|nuts|insane|sick|angry|furious"
        r"|up the wall)"),
    Saying("unacceptable", 0.6, "unacceptable|intolerable|inexcusable|unforgivable"
        "|not acceptable|unbelievable incompetence"),
    Saying("outrageous", 0.7, "outrageous|scandalous|scandal|shameful|shameless"
        "|despicable|disgraceful|disgrace|a disgrace"),
    Saying("disgusting", 0.6, "disgusting|disgusted|appalling|appalled|atrocious"
        "|abysmal|pathetic|deplorable|abominable|diabolical"),
    Saying("ridiculous", 0.5, "ridiculous|absurd|ludicrous|preposterous|laughable"),
    Saying("terrible", 0.4, "terrible|horrible|awful|horrendous|horrific|dreadful|lousy"
        "|useless|worthless|dismal|pointless",
        r"(?! (?:mistake|bin))"),
    Saying("so useless", 0.6, "useless|rubbish|garbage|worthless|terrible|horrible"
        "|awful|bad|poor",
        r"(?! (?:mistake|luck|connection|signal))", before=r"(?:so+|absolutely|totally"
        r"|utterly|completely|bloody|ducking|beyond|downright|fucking|just plain) "),
    Saying("crap", 0.5, "crap|shit|shitty|shite|sucks|suck a|suck my|bollocks"
        "|piss off"),
    Saying("a complete con", 0.6, "con|joke|farce|disgrace|shambles|scam|fiasco"
        "|disaster|waste", before=r"(?:complete|total|absolute|utter) "),
    Saying("screwed up", 0.4, "screwed up|stuffed up|messed up|wrecked|cocked up"
        "|botched|fix soon|ruined"),
    Saying("messing me around", 0.5, "messing|stuffing|jerking|stringing|pushing"
        "|sending",
        r" (?:me|us) (?:around|about|along|in circles)"),
    Saying("i'm frustrated", 0.5, "frustrated|annoyed|upset|disappointed|fuming"
        "|irritated",
        own=True, before=r"(?:i'm|i am|im|we are|we're|i was|left me) (?:\w+ )?"),
    Saying("worst", 0.5, "worst", r"(?! case)"),
    Saying("incompetent", 0.6, "incompetent|incompetence|idiots|morons|twerp"
        "|twerps|clowns|imbeciles|stupid people"),
    Saying("idiot", 0.6, "idiot", r"(?![- ]proof)"),
    Saying("thieves", 0.7, "thieves|crooks|scammers|fraudsters|liars|robbers|criminals"
        "|con artists|daylight robbery"),
    Saying("scam", 0.3, "a scam"),
    Saying("rip-off", 0.5, "rip off|rip-off|ripoff|ripped off|ripping me off"),
    Saying("cheated", 0.6, "cheated|lied to|robbed|swindled|conned|deceived",
        before=r"(?:feel|felt|feeling|been|was|were|being|got) (?:\w+ and )?"),
    Saying("you stole", 0.6, "stole|stolen|stealing|lied|cheated|robbed|robbing",
        r" (?:from )?(?:me|my|us|our|from my)\b",
        before=r"(?:you|you've|you are|you're|you people) (?:\w+ )?"),
    Saying("how dare", 0.8, "how dare"),
    Saying("what the hell", 0.7, "the hell|the heck|the fuck|wtf|fuck|fucking|goddamn"
        "|damn|damned|bullshit|bloody|screw you|screw your|for god sake|for god's sake"
        "|for gods sake|for crying out loud|for heaven's sake",
        r"(?! (?:good|great|brilliant|fine|well|nice|amazing|easy|fast|useful|excellent"
        r"|lovely|fantastic|cool|handy|helpful|awesome|clever|simple|quick|marvellous))",
        before=r"(?<!best\s)"),
    Saying("a joke", 0.5, "a joke|are you kidding|you kidding me|must be joking"
        "|got to be kidding|beyond belief|a farce"),
    Saying("shame on", 0.6, "shame on|should be ashamed|ought to be ashamed"),
    Saying("rude", 0.4, "rude|rudely|rudeness|arrogant|insulting|insulted|laughed at me"
        "|yelled at|treated like",
        r"(?! (?:not|never))"),
    Saying("thanks for nothing", 0.7, "thanks for nothing|thank you for nothing"),
    Saying("oh great", 0.5, "oh great|oh, great|oh wonderful|just great, |how lovely"
        "|congratulations on|bravo",
        r"(?! (?:your|the new|winning))"),
    Saying("hate", 0.5, "i hate|hate this|hate your|hate you|despise|loathe",
        r"(?! to\b)"),
    Saying("never again", 0.5, "never again"),
    Saying("demand", 0.5, "i demand|we demand|i insist"),
    Saying("money back", 0.4, "give me back|give me my|give us our|want my money back"
        "|my money back|our money back|refund me now|hand back"),
    Saying("lawyer", 0.6, "my lawyer|my lawyers|our lawyers|our lawyer|my attorney"
        "|my solicitor|lawyer|lawyers",
        r"(?! (?:who|fees?))"),
    Saying("legal action", 0.7, "legal action|sue you|suing you|will sue"
        "|see you in court|small claims|legal proceedings|take you to court"),
    Saying("formal complaint", 0.5, "formal complaint|official complaint|ombudsman"
        "|trading standards|consumer protection|better business bureau|regulator",
        r"(?! (?:act|agency|bureau|financial))"),
    Saying("report you", 0.6, "report you|reporting you|go public|to the press"
        "|to the media|last chance|final warning|last warning"),
    Saying("not happy", 0.3, "happy|satisfied|pleased|impressed"
        "|amused", if_denied=True),
    Saying("not happy at all", 0.4, "happy|satisfied|pleased|impressed|amused",
        r" (?:\w+ ){0,3}?at all", if_denied=True),
    Saying("nobody answers", 0.4,
        "nobody|no one|no-one|noone|none of you",
        r" (?:\w+ )?(?:answer|answers|answered|answering|repl\w+|respond\w*|cares|cared"
        r"|helps|helped|helping|picks|listens|bothers|bothered|knows|can)"),
    Saying("no reply", 0.3, "no reply|no answer|no response|no refund|no help"
        "|no solution|no resolution|no one to|without any answer|anybody there"
        "|anyone there"),
    Saying("still nothing", 0.4, "still nothing|still no|still not|yet again"
        "|again and again|over and over|time and time again|time and again|once again"),
    Saying("the third time", 0.3, "second|third|fourth|fifth|sixth|umpteenth|millionth"
        "|hundredth",
        r" time", before="(?:the|my) "),
    Saying("three times", 0.3, "times", before=rf"{_NUMBER} (?:\w+ )?"),
    Saying("weeks", 0.2, "weeks|months", before=rf"{_NUMBER} (?:\w+ )?"),
    Saying("hung up", 0.4, "hung up on|hang up on|cut off|passed from|passed around"
        "|ignored|ignoring|ruining|broken again|crashed again"),
    Saying("waste of time", 0.5, "waste of|what a waste|wast of"),
    Saying("wasting", 0.5, "wasting|wasted", r" (?:my |our |everyone's |people's "
        r"|the )?(?:\w+ ){0,2}?(?:time|money|effort|day|hours?|weeks?)"),
    Saying("garbage", 0.5, "garbage|rubbish|trash|junk", r"(?! (?:bins?|bags?"
        r"|collection|cans?|days?|trucks?|folder|mail|removal|chute))",
        before=r"(?<!the\s)(?<!my\s)(?<!to\s)(?<!in\s)(?<!into\s)(?<!from\s)"),
    Saying("on hold", 0.2, "on hold|waiting for|waited for|kept waiting"),
    Saying("fix it", 0.2, "fix it|fix this|fix the|fix your|sort it out|do something"),
    Saying("urgent", 0.6, "urgent|urgently|urgency", r"(?! (?:ones|care|contacts?"
        r"|notifications?|alerts?|messages?|e?-?mails?|calls?))",
        before=r"(?<!the\s)(?<!of\s)(?<!as\s)(?<!when\s)"),
    Saying("emergency", 0.6, "emergency|stranded|desperate|desperately|time is running"
        "|hurry up|hurry|time critical|time-critical",
        r"(?! (?:contacts?|exit|button|calls?|numbers?|brake|room|fund))"),
    Saying("as soon as possible", 0.5, "as soon as possible|asap|without delay"
        "|without further delay|time is of the essence"),
    Saying("immediately", 0.4, "immediately|at once|right away|straight away|right now"
        "|this instant",
        r"(?! (?:\w+ed|called|went|after|before|following|upon|when|sent|told|got"
        r"|if)\b)",
        before=r"(?<!i\s)(?<!we\s)(?<!they\s)(?<!he\s)(?<!she\s)(?<!was\s)(?<!so\s)(?<!and\s)"),
    Saying("needed now", 0.5, "immediately|right away|at once|right now|this instant",
        before=r"(?:need|needs|must|has to|have to|please)(?: [\w',-]+){1,8}? "),
    Saying("needed today", 0.4, "today|tonight|by tomorrow",
        before=r"(?:need|needs|must|has to|have to)(?: [\w',-]+){1,8}? "),
    Saying("due tomorrow", 0.4, "due tomorrow|due today|every minute|every hour"
        "|losing money|completely blocked|nothing works|an answer today|by tonight"
        "|by tomorrow|is down|in an hour|deadline"),
    Saying("leaves in", 0.4, "leaves|starts|begins|departs|closes|boarding|due",
        r" in (?:an?|one|two|three|four|five|six|\d+|half an|a few) (?:hours?|minutes"
        r"|mins)"),
)  # fmt: skip

CHINESE = (
    Saying("气死", 0.8, "气死|气炸|气疯|气人|愤怒|火大|火冒三丈|恼火|气愤|怒火|抓狂"
        "|想骂人",
        r"(?!的小鸟)", own=True),
    Saying("生气", 0.6, "生气|发火|恼怒|不爽", own=True),
    Saying("要疯", 0.6, "要疯|逼疯|搞疯|我疯了|要崩溃|我崩溃|心态崩"),
    Saying("垃圾", 0.6, "垃圾|差评|烂透|太烂|真烂|破软件|什么玩意|什么破|什么鬼"
        "|什么东西",
        r"(?!桶|分类|箱|邮件|短信|信息|袋)"),
    Saying("骗子", 0.7, "骗子|骗钱|骗人|欺骗|诈骗|欺诈|被骗|忽悠|强盗|抢钱|奸商|黑心"
        "|吃人|满嘴谎|撒谎|小偷|偷走|无良"),
    Saying("坑人", 0.6, "坑人|坑钱|坑爹|坑我|割韭菜|霸王条款|乱扣费|乱收费"),
    Saying("恶心", 0.6, "恶心|恶劣|无耻|不要脸|丢脸|可恶|可恨|令人发指|岂有此理|混蛋"
        "|缺德|不要命"),
    Saying("太过分", 0.7, "太过分|过分了|过分极|真过分|真是过分|好过分|太离谱|离谱"
        "|欺人太甚|忍无可忍|受够|受不了|够了没|没完没了|受够了|真是够了"),
    Saying("没礼貌", 0.5, "没礼貌|没素质|态度差|态度极差|态度恶|态度超|爱答不理"
        "|爱理不理"),
    Saying("太差", 0.5, "太差|极差|超级差|超差|很差|差劲|最差|最烂|最糟|糟透|糟糕透"
        "|差到"),
    Saying("无语", 0.5, "无语|醉了|服了你|是个笑话|天大的笑话|可笑|搞笑|荒唐|荒谬"
        "|开什么玩笑|开玩笑吗|逗我|闹呢|耍我|玩我"),
    Saying("好意思", 0.6, "好意思|凭什么|有没有良心|良心何在|有脸"),
    Saying("糊弄", 0.5, "糊弄|敷衍|推诿|踢皮球|推来推去|推一个|互相推|装死|甩锅"),
    Saying("他妈", 0.6, "他妈的|妈的|特么|尼玛|卧槽|你tm|我tm|他tm|tm的|个sb|是sb|大sb"
        "|傻b|傻逼|二逼|傻缺|脑残|猪脑|有病吧|有病啊|脑子有病|个屁|屁啊|搞毛|妈逼"
        "|妈了个|马勒|麻痹|草泥马|操你|滚蛋|给我滚|滚吧"),
    Saying("倒闭", 0.5, "倒闭|关门大吉|关门吧|别开了|想做生意|做不做生意|想干了"),
    Saying("没人理", 0.5, "没人|没有人|没有一个人|没一个人|无人|人都没",
        r"[^，,。！？\n]{0,3}?(?:理|管|回|接|答|处理|解决|联系|来电|负责|过问)"),
    Saying("有人吗", 0.5, "不理不睬|理都不理|石沉大海|有人吗|到底有没有人"),
    Saying("还没动静", 0.4, "没动静|没消息|没下文|没有任何|毫无|一直没|迟迟|至今|石沉"
        "|又闪退|又崩|又坏|又来了|还是没"),
    Saying("第几次", 0.3, "第|写了|说了|打了|交了|问了|找了|崩",
        r"(?:[二三四五六七八九十两\d]+)(?:次|遍|天|回|个)"),
    Saying("耐心", 0.5, "耐心", r".{0,4}(?:用完|耗尽|没了|到头|有限|到了极限)"),
    Saying("投诉", 0.5, "投诉|消协|消费者协会|12315|工信部|银保监|举报|曝光|维权"
        "|找媒体"),
    Saying("律师", 0.6, "律师|起诉|法院|法庭|报警|打官司|法律途径"),
    Saying("退钱", 0.4, "退钱|还钱|还我钱|钱还给我|把钱还|还我的钱"),
    Saying("给个说法", 0.5, "给个说法|要个说法|给我个说法|给个解释|最后通牒|限你们"
        "|走人"),
    Saying("再也不", 0.5, "再也不"),
    Saying("不满", 0.4, "不满|失望|寒心|心寒"),
    Saying("非常不满", 0.4, "非常|很|十分|极其|极度|太|强烈|特别",
        "(?:的)?(?:不满|失望|气愤|愤怒|生气|恶劣|寒心|差)"),
    Saying("浪费", 0.3, "浪费|白等|白跑|瘫痪|挂断|挂了"),
    Saying("紧急", 0.6, "紧急|十万火急|火急|加急|急用|急死|急需|救命|来不及|刻不容缓",
        r"(?!联系|电话|呼叫|出口|按钮|模式|通话|的是|程度|制动|情况下)",
        before="(?<!最)(?<!不)"),
    Saying("着急", 0.4, "着急|很急|好急|急着|快点|快帮|抓紧", r"(?!的)"),
    Saying("立刻", 0.4, "立刻|立即|马上|赶紧|赶快|速速|从速", r"(?!就好|到|收到)"),
    Saying("尽快", 0.4, "尽快|今天必须|今天之内|今天就要|务必今天|当天必须"),
    Saying("必须", 0.3, "今天|明天|今晚|小时后|点前|点开",
        r"[^，,。！？\n]{0,10}(?:必须|要交|截止|到期|考试|开考|飞机|航班|登机|手术)"),
    Saying("全部停了", 0.5, "全部停|全停|停摆|每分钟都|损失惨重"),
)  # fmt: skip

SIGNS = (
    Saying("😡", 0.6, "😡|🤬|😠|👿|💢|🖕|😤|🤮"),
    Saying("👎", 0.3, "👎|🙄|😒"),
)

SAYINGS = (*ENGLISH, *REVIEWS, *CHINESE, *SIGNS)
