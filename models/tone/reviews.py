"""How short English reviews are angry: by warning, rating, insult, disbelief, mockery.

A long complaint says what happened and how its writer feels; a review of a few words
throws a name at the thing. Most such words have a harmless use as well (the trash, a
dumb phone, damn good), which is told by the words beside them.
"""

from models.tone.sayings import Saying

_STOPS = r"(?=\s*(?:[.,;:!?)]|$))"
_STARTS = r"(?:^|(?<=[.!?;:,\n]) )"  # of a clause
_PRAISED = (
    r"\b(?:love|loved|best|great|excellent|perfect|amazing|awesome|good|fantastic"
    r"|recommend|thank|thanks|saved|free|worth|happy)\b"
)
_THANKED = r"\b(?:love|thanks?|great|best)\b"
_THING = (
    r" (?:\w+ )?(?:app|apps|service|support|company|experience|update|updates|product"
    r"|quality|software|design|developers|devs|bank|store|shop|seller|website|site"
    r"|program|interface|version|attitude|customer)"
)
_MAKERS = (
    r"(?:you|you've|you have|you guys|they|they've|they have|update|version|redesign"
    r"|devs|developers|company|owners|team|management|support|staff|people)"
)
_FINE = (
    r"(?! (?:good|great|brilliant|fine|well|nice|amazing|easy|fast|useful|excellent"
    r"|lovely|fantastic|cool|handy|helpful|awesome|clever|simple|quick))"
)

_WARNINGS = (
    Saying("avoid", 0.5, "avoid", rf"(?:{_STOPS}| (?:this|like|at all)\b)",
        before=_STARTS),
    Saying("avoid like the plague", 0.6, "avoid like the plague|avoid at all cost"
        "|avoid at all costs|steer clear|steer well clear|not worth the download"
        "|not worth downloading"),
    Saying("stay away", 0.5, "stay away|stay well away|stay far away|keep away",
        rf"(?:{_STOPS}| from (?:this|these|them|it|here|that)\b)"),
    Saying("don't buy", 0.5, "don't buy|dont buy|do not buy|don't download"
        "|dont download|do not download|don't install|do not install|don't give them"
        "|don't bother|dont bother|do not bother",
        rf"(?:{_STOPS}| (?:this|it|from|with|anything|downloading|installing|buying"
        r"|your|any)\b)", unless=_PRAISED),
    Saying("don't waste", 0.5, "don't waste|dont waste|do not waste|never waste|save",
        r" your (?:\w+ )?(?:time|money)\b", unless=_PRAISED,
        before=_STARTS),
)  # fmt: skip

_RATINGS = (
    Saying("zero stars", 0.6, "zero stars|zero star|0 stars|0 star|negative stars"
        "|negative star|minus stars|less than one star|less than 1 star"
        "|less than zero", r"(?! (?:is|are) (?:shown|displayed))"),
    Saying("minus five stars", 0.6, "minus|negative", r" \w+ stars?"),
    Saying("one star is too many", 0.6, "one star|1 star|a star|a single star",
        r" (?:is|was|seems) (?:\w+ )?(?:too|generous|more than)"),
    Saying("deserves no star", 0.6, "deserve|deserves|worth",
        r" (?:even )?(?:one|a|1|a single|half a) star", if_denied=True),
    Saying("could give zero", 0.6, "give|rate|leave",
        r" (?:\w+ )?(?:zero|0|no|negative|minus|less than (?:one|1|zero|0))"
        rf"(?: stars?\b| i would|{_STOPS})",
        before=r"(?:could|can i|can you|possible to|way to|option to|let me) "),
    Saying("zero is not possible", 0.5, "zero is not|zero isn't|0 is not|0 isn't",
        r" (?:\w+ )?(?:possible|available|allowed|option)"),
)  # fmt: skip

_INSULTS = (
    Saying("stupid", 0.5, "stupid|stupidest|dumb|dumbest|idiotic|moronic|brain dead"
        "|brain-dead|braindead|brainless|clueless|asinine|imbecilic",
        r"(?!-| (?:question|questions|phones?|me|mistake|of me|bells?|terminal))",
        before=r"(?<!my\s)(?<!feel\s)(?<!feeling\s)(?<!am\s)(?<!i'm\s)(?<!was\s)"
        r"(?<!being\s)"),
    Saying("piece of junk", 0.7, "piece of", r" (?:\w+ )?(?:junk|crap|trash|garbage"
        r"|rubbish|shit|sh\Wt|dirt|rubish)"),
    Saying("terrible service", 0.5, "terrible|horrible|awful|horrendous|horrific"
        "|dreadful|lousy|useless|worthless|dismal|horrid|hideous|shoddy|crappy|shocking"
        "|ridiculous|absurd", _THING),
    Saying("terrible!", 0.5, "terrible|horrible|awful|horrendous|horrific|dreadful"
        "|useless|worthless|horrid|pointless", r"\s*!", before=_STARTS),
    Saying("horrid", 0.5, "horrid|shoddy|shambolic|a shambles|abomination|monstrosity"
        "|dumpster fire|train wreck|trainwreck|hot mess|clown show|laughing stock"
        "|amateur hour|amateurish|crappy|obnoxious|sad excuse for"
        "|poor excuse for"),
    Saying("nightmare", 0.3, "nightmare"),
    Saying("a nightmare to use", 0.5, "nightmare", r" (?:of an?|to use|to deal|to get"
        r"|app|company|customer)\b"),
    Saying("an absolute nightmare", 0.5, "nightmare",
        before=r"(?:absolute|complete|total|utter|real|such a) "),
    Saying("a total mess", 0.5, "mess|nonsense|crap|bull|bs|shit|rubbish|lies|idiots"
        "|fraud|scam|extortion|shitshow|failure|fail", r"(?! (?:in|alerts?)\b)",
        before=r"(?:total|complete|absolute|utter|pure|load of|bunch of|pack of"
        r"|nothing but) "),
    Saying("shockingly bad", 0.5, "shockingly|appallingly|infuriatingly"
        "|frustratingly|atrociously|abysmally|maddeningly|unbearably|painfully",
        r" (?:bad|slow|buggy|poor|rude|incompetent|unhelpful|expensive|unreliable|low"
        r"|awful|terrible|stupid|difficult|complicated)"),
    Saying("amateurs", 0.6, "amateurs|clowns|incompetents|jokers|fools|losers"
        "|thieves|liars|cheats|cheaters|frauds", before=r"(?:bunch of|these|you|total"
        r"|complete|absolute|run by|they are|they're|you're|you are) (?:\w+ )?"),
    Saying("effing", 0.7, "fck|fcking|fkn|effing|assholes|asshole|bastards|dickheads"
        "|wankers|scumbags|scum|screw this|screw them|go to hell|to hell with|ffs|wth"
        "|stfu|jfc", _FINE),
    Saying("f***", 0.7, "f", rf"\*+(?:ck\w*|k\w*|ing|er)?(?!\*){_FINE}"),
    Saying("sh*t", 0.6, "sh|bullsh", r"[*!@]+t\w*"),
    Saying("this is bs", 0.6, "bs|b.s.|bull", _STOPS,
        before=r"(?:this is|that is|is such|is just|it's|of|total|complete) (?:\w+ )?"),
    Saying("an insult", 0.5, "insult to|slap in the face|spit in the face"
        "|kick in the teeth|false advertising|lies lies|lies, lies|shady business"
        "|shady company"),
    Saying("dishonest", 0.4, "dishonest|disrespectful|deceitful|unethical|scamming"),
    Saying("so dishonest", 0.5, "dishonest|disrespectful|deceitful|unethical",
        before=r"(?:so|very|extremely|completely|totally|absolutely|beyond|utterly|just"
        rf"|plain|and) |{_STARTS}"),
    Saying("embarrassment", 0.5, "an embarrassment|should be embarrassed"
        "|must be embarrassed|ought to be embarrassed"),
    Saying("shame!", 0.5, "shame|fraud|frauds|scam|scammers|thieves|liars|criminals"
        "|crooks", r"(?=\s*!)", before=_STARTS),
    Saying("scam app", 0.6, "scam|fraud|fraudulent|fraudster|crooked",
        r" (?:app|company|site|website|service|artists?|business|store|shop)"),
    Saying("it's a scam", 0.4, "it's a scam|this is a scam|is a fraud|it is a scam"
        "|they stole my money|they took my money|took my money and"),
)  # fmt: skip

_GREED = (
    Saying("greed", 0.5, "greed|greedy|money grab|money-grab|money grabbing"
        "|money-grabbing|money grabbers|cash grab|cash-grab|cashgrab|money hungry"
        "|money-hungry|extortionate|it's extortion|this is extortion"
        "|highway robbery|price gouging"
        "|bait and switch|bait-and-switch|blackmail|blackmailing"),
    Saying("milking", 0.5, "milking|milk|fleecing|fleece|robbed|robbing|cheating",
        r" (?:us|me|you|their|your|people|users|customers|the customers?)\b"),
    Saying("held hostage", 0.5, "held|hold|holds|holding",
        r" (?:\w+ ){0,3}hostage\b(?! nego)"),
)  # fmt: skip

_DISBELIEF = (
    Saying("seriously?", 0.5, "seriously|srsly|you serious", r"\s*\?", before=_STARTS,
        unless=_PRAISED),
    Saying("really?", 0.3, "really|come on|oh come on|omg", r"\s*[?!][?!]+",
        before=_STARTS, unless=_PRAISED),
    Saying("are you serious", 0.6, "are you serious|are you for real|are you joking"
        "|are you insane|are you crazy|are you stupid|are you blind|are you deaf"
        "|are you out of your|you can't be serious|you cannot be serious"
        "|you've got to be|you have got to be|you gotta be|gotta be kidding"
        "|you must be kidding|is this a joke|is this some kind of joke", r"(?! about)"),
    Saying("unbelievable", 0.5, "unbelievable|unreal|smh|facepalm", _STOPS,
        before=rf"(?:(?:this is|absolutely|just|simply|totally) |{_STARTS})",
        unless=_PRAISED),
    Saying("can't believe you", 0.5, "can't believe|cannot believe|cant believe"
        "|couldn't believe", r" (?:that )?(?:you|they|i paid|i pay|i wasted|anyone)\b",
        unless=_PRAISED),
    Saying("what were you thinking", 0.6, "what were you thinking"
        "|what are you thinking|what were they thinking|what is wrong with you"
        "|what's wrong with you|whats wrong with you|what is wrong with these"
        "|what's wrong with these|what have you done|what did you do to"
        "|how is this legal|how is this even legal|how is that legal"
        "|how is that even legal|how is this acceptable|how is this ok|how is this okay"
        "|how is this even|in their right mind"),
    Saying("on earth", 0.5, "what on earth|why on earth|how on earth|who on earth"
        "|where on earth"),
    Saying("how hard can it be", 0.5, "how hard can it be|how difficult can it be"
        "|is it so hard|is it that hard|is it really that hard|is it too much to ask",
        r"(?! to (?:learn|use|set|switch))"),
    Saying("whose idea", 0.5, "whose idea|whose bright idea|whose brilliant idea"
        "|what genius|which genius|some genius|which idiot|what idiot|whoever thought"
        "|whoever designed|whoever decided|whoever made|whoever came up",
        unless=_THANKED),
    Saying("who thought", 0.5, "who thought|who decided|who approved", before=_STARTS,
        unless=_THANKED),
    Saying("you people", 0.4, "you people|these people"),
)  # fmt: skip

_MOCKERY = (
    Saying("nice job breaking", 0.6, "nice job|great job|good job|well done|nice one"
        "|nice work|great work|good work|way to go|congrats|congratulations|kudos"
        "|bravo|thanks|thank you|thanks a lot|thanks so much",
        r"[,!.]*(?: (?:on|for|with|everyone|guys|team|you|you've|and|lads|folks|to))*"
        r" (?:(?:break|breaking|broke)\b(?! (?:it )?down)|ruin\w*|wreck\w*|destroy\w*"
        r"|butcher\w*|wast(?:e|ed|ing)\b|losing (?:my|our|all)\b|screwing|messing up"
        r"|wiping)"),
    Saying("way to go, now nothing", 0.5, "way to go|nice one|congrats"
        "|congratulations|well done", r"[,!.]+ (?:now|you) (?:\w+ )?(?:nothing|broke"
        r"|can't|cannot|killed|lost)"),
    Saying("thanks for deleting years", 0.6, "thanks for|thank you for"
        "|thanks a lot for",
        r" (?:deleting|erasing|removing) (?:all|everything|\w+ (?:years|months) of)"),
)  # fmt: skip

_RAGE = (
    Saying("you ruined it", 0.6, "ruined|destroyed|butchered|wrecked|gutted|trashed"
        "|bricked|screwed",
        before=rf"{_MAKERS} (?:(?!were|was|are|been|being|be|got|get|is)\w+ )"
        r"{0,2}?"),
    Saying("hated it", 0.5, "hated it|hate it|hate the|hate how|hate hate"
        "|hate everything|absolutely hate", own=True),
    Saying("my blood boils", 0.6, "blood boil|blood boils|pulling my hair"
        "|tearing my hair|losing my mind|losing my temper|makes me sick|seeing red"),
    Saying("throw my phone", 0.6, "throw my|throw this|smash my|smash this|throwing my"
        "|smashing my", r" \w+ (?:at|out|across|against|through|into|to)\b"),
    Saying("can't stand", 0.5, "can't stand|cannot stand|cant stand|can't bear",
        r"(?! (?:in|up|here|on|at)\b)", own=True),
    Saying("drives me insane", 0.6, "drives|driving|drive|drove|makes|making|made",
        r" (?:me|us) (?:\w+ )?(?:insane|furious|angry|mad|sick|bonkers|livid)"),
    Saying("so done", 0.6, "so done with|had it up to|sick to death"
        "|sick to the teeth|end of my rope|end of my tether|past a joke|patience is up"
        "|patience has run|patience ran|run out of patience|ran out of patience"),
    Saying("had it with", 0.6, "had it with", r"(?! (?:me|us|him|her)\b)", own=True),
    Saying("enough with", 0.5, "enough with|enough of this|enough of these"
        "|enough of your|enough already|stop this", before=_STARTS),
    Saying("beyond frustrated", 0.5, "aggravating|aggravated|beyond frustrating"
        "|beyond annoying|beyond annoyed|beyond ridiculous|beyond disappointed"),
    Saying("they don't care", 0.5, "don't care|dont care|doesn't care|do not care"
        "|does not care|couldn't care|could not care|could care less|don't give a"
        "|doesn't give a|no longer care", before=rf"{_MAKERS} (?:\w+ )?"),
    Saying("like dirt", 0.5, "treat|treats|treated|treating", r" (?:\w+ ){1,3}?like"
        r" (?:dirt|cattle|criminals|idiots|garbage|trash|crap|shit|fools|children)"),
    Saying("the nerve", 0.5, "the audacity|the nerve|the cheek|the gall|no respect",
        r" (?:of|to|for)\b"),
    Saying("what a cheek", 0.5, "what a cheek|some nerve|such audacity"),
    Saying("fix it already", 0.5, "fix it|fix this|fix your|fix the|sort it out"
        "|sort this out", r" (?:\w+ )?(?:crap|shit|garbage|mess|rubbish)\b"),
    Saying("fix it now", 0.5, "fix it|fix this|fix your|fix the|sort it out",
        rf" (?:\w+ )?(?:already|now){_STOPS}"),
    Saying("fix your app", 0.4, "fix your app|fix your software|fix your service"
        "|fix your website|fix your system|fix your product"),
    Saying("do your job", 0.5, "do your job|do your jobs|get your act together"
        "|get it together|get a grip|get a clue|learn to code|learn how to code",
        _STOPS),
    Saying("should be fired", 0.5, "be fired|get fired|been fired",
        before=rf"{_MAKERS} (?:\w+ ){{0,2}}?(?:should|must|needs? to|deserves? to)"
        r" (?:all )?"),
    Saying("hire somebody", 0.5, "hire", r" (?:some|someone|somebody|better|competent"
        r"|real|decent|proper|actual|people who|developers who)\b"),
    Saying("for the love of god", 0.5, "for the love of god|for the love of all"
        "|for christ's sake|for christs sake"),
)  # fmt: skip

REVIEWS = (
    *_WARNINGS,
    *_RATINGS,
    *_INSULTS,
    *_GREED,
    *_DISBELIEF,
    *_MOCKERY,
    *_RAGE,
)
