"""How people say that they leave, in English and Chinese.

Three ways of saying it: to end what ties one (a contract, an account), to go to others,
and not to stay. So "cancel" alone says nothing (orders and transfers are cancelled
too), and "renew" says it when it is denied.
"""

from models.tone.sayings import Saying

_TIE = (
    r"(?:subscriptions?|memberships?|plan|contracts?|agreement|policy|insurance"
    r"|services?|trial|licen[cs]es?|package|tariff|profile|premium"
    r"|(?:auto(?:matic)?(?:-| )?)?renewals?)"
)
_ACCOUNT = r"(?:accounts?|acct)"
_MINE = r"(?:my|our) (?:[\w'-]+ ){0,2}?"
_ANY = r"(?:this|the|your|an?) (?:[\w'-]+ )?"
_BOND = rf"(?:(?:{_MINE}|{_ANY})?{_TIE}|{_MINE}{_ACCOUNT}|account)"
_NOT_FACTS = r"(?! (?:from|info|information|numbers?|details|data|as an?|history)\b)"
_THIS_ACCOUNT = r"(?:the|this|an) (?:\w+ )?account(?! (?:from|as|in|if|because|on|by))"
_END = (
    "cancel|cancels|close|close out|close down|delete|terminate|end|quit|deactivate"
    "|inactivate|discontinue|disable|shut|shut down|get rid of"
)
_ENDING = (
    "cancelling|canceling|closing|deleting|terminating|ending|quitting|deactivating"
    "|discontinuing"
)
_ENDED = "cancelled|canceled|closed|deleted|terminated|ended|deactivated|discontinued"
_ASIDE = (
    r"(?: (?:just|already|now|finally|have|had|also|then|would|will|must|should|called"
    r"|and|went|immediately|therefore|even))*"
)
_I = r"(?:i|we|i've|we've|i'd|we'd|i'll|we'll)"
_I_AM = r"(?:i'm|im|i am|we're|we are|i'll be|we'll be|i will be)(?: \w+ly)? "
_STOPS = r"(?=\s*(?:[.,;:!?)]|$))"
_ORDERED = (
    r"\b(?:orders?|transfers?|transferred|transactions?|payments?|bookings?|flights?"
    r"|tickets?|appointments?|reservations?|purchases?|items?|deliver\w+"
    r"|meetings?)\b"
)
_SOMETHING_SAVED = (
    r"\b(?:notes?|photos?|pictures?|files?|messages?|mails?|emails?|posts?|comments?"
    r"|cards?|items?|entry|entries|folders?|orders?|letter|accounts? (?:that|was"
    r"|were))\b"
)
_PROVIDER = (
    r"(?:banks?|(?:service )?providers?|carriers?|compan(?:y|ies)|vendors?|suppliers?"
    r"|apps?|tools?|services?|platforms?|products?|software|solutions?|operators?"
    r"|networks?|programs?|insurers?|lenders?|brokers?|brands?|shops?|stores?"
    r"|gyms?)"
)
_RIVAL = r"(?:competitors?|competition|rivals?)"
_OTHER = (
    rf"(?:(?:another|an? different|an? other|an? new|other|some other"
    rf"|a better) (?:[\w'-]+ )?{_PROVIDER}|(?:your |an? |the "
    rf"|one of your )(?:\w+ )?{_RIVAL}|(?:some|any)(?:one|body|where) else"
    rf"|elsewhere)"
)
_TO = rf" (?:[\w'-]+ ){{0,3}}?(?:(?:over )?(?:to|with|on to|for|from) )?{_OTHER}"

ENGLISH = (
    Saying("cancel my account", 0.8, _END, rf" (?:all )?{_BOND}{_NOT_FACTS}", own=True),
    Saying("remove my account", 0.6, "remove|removing",
        rf" (?:my|our) account{_NOT_FACTS}", own=True),
    Saying("cancel this account", 0.6, "cancel|close|delete|terminate|deactivate",
        rf" {_THIS_ACCOUNT}",
        before=r"(?:how (?:do|can) i|(?:want|like|wish|need|possible|able) to|help me"
        r"|can you|can i|should i|please) "),
    Saying("cancelling my account", 0.8, _ENDING,
        rf" (?:{_BOND}|an {_ACCOUNT}){_NOT_FACTS}",
        before=rf"(?:{_I_AM}|am |are |be |consider\w* |consider |thinking (?:of|about) "
        rf"|about |of |after |before |when |for |into |on |and |(?<![^.!?\n]\s))",
        own=True),
    Saying("cancelled my account", 0.8, _ENDED, rf" (?:{_MINE}|the |this )(?:{_TIE}"
        rf"|{_ACCOUNT})",
        before=rf"(?:{_I}{_ASIDE} |(?<![^.!?\n]\s))"),
    Saying("account to be closed", 0.8, f"{_ENDED}|shut down",
        before=rf"(?:want|wanted|like|need|have|get|consider|request"
        rf"|ask)(?: that)? (?:my|our) (?:\w+ ){{0,2}}?(?:{_TIE}"
        rf"|{_ACCOUNT}) (?:(?:to )?be )?"),
    Saying(
        "i cancelled",
        0.7,
        "cancelled|canceled|unsubscribed",
        r"(?= (?:(?:\w+ )?(?:days?|weeks?|months?|years?) ago|today|yesterday|last"
        r"|because|after|and (?:was|am|still|you))|\s*(?:[.;!]|$))",
        before=rf"{_I}{_ASIDE} ",
    ),
    Saying(
        "to cancel",
        0.6,
        "cancel|quit|unsubscribe",
        rf"(?:{_STOPS}|(?= (?:because|as|since|immediately|before the|now)\b))",
        before=r"(?:(?:want|wanted|like|need|wish|going|decided?|trying|tried|how|have"
        r"|asked|about|planning|time) to|how (?:do|can) (?:i|we)|can (?:i|we)|(?:i"
        r"|we) (?:will|must|should)|i'll|we'll) ",
        unless=_ORDERED,
    ),
    Saying("notice of termination", 0.6, "termination|cancellation",
        before=r"(?:my|our) (?:\w+ )?(?:notice|letter|request|confirmation) (?:of"
        r"|for) "),
    Saying("unsubscribe", 0.5, "unsubscribe|unsubscribing",
        r"(?! (?:me )?from (?:[\w'-]+ ){0,3}?(?:newsletters?|e?-?mails?|lists?|updates"
        r"|notifications?|texts?|messages?|ads|marketing|promotions?))", own=True),
    Saying("uninstall", 0.6, "uninstalled|uninstalling|uninstall", own=True),
    Saying("delete the app", 0.6,
        "delete|delet|deleted|deleting|remove|removed|removing",
        r" (?:(?:the|your|this) (?:\w+ )?)?app(?:lication)?(?! (?:data|cache|from"
        r"|icon))", own=True),
    Saying("deleted it", 0.5, "deleted it|removed it|deleting it|removing it", own=True,
        before=r"(?:i|i've|i have|just|i'm|i am|so|we've|we have) ",
        unless=_SOMETHING_SAVED),
    Saying("this app", 0.6, "have|keep|want",
        rf" (?:this|your) app(?:lication)?(?:{_STOPS}|$)", if_denied=True),
    Saying("out of the contract", 0.7, "out of",
        r" (?:this|the|my|our|your|a) (?:\w+ )?(?:contract|agreement|subscription"
        r"|membership|plan)"),
    Saying("no automatic renewal", 0.6, "opt|turn|switch|disable|stop|stopping",
        r" (?:off |out )?(?:of )?(?:the |my )?(?:auto(?:matic)?(?:-| )?renew\w*)"),
    Saying("stop charging me", 0.5, "stop",
        r" (?:charging|billing|debiting) (?:me|us|my \w+)"),
    Saying("switch to another", 0.8,
        "switch|switching|switched|move|moving|moved|migrate|migrating|migrated|porting"
        "|ported|defect|change|changing|go over|going over|try out|evaluating"
        "|considering", _TO, own=True),
    Saying("elsewhere", 0.8, "elsewhere|to a competitor|to your competitors"
        "|to your competition|to the competition|with someone else|to someone else",
        before=r"(?:switch|move|go|going|went|gone|bank|take|taking|took|look|looking"
        r"|search|shop|business|custom|money|find|buy) (?:[\w'-]+ ){0,4}?",
        unless=r"\b(?:someone else's|address|transfer)\b"),
    Saying("changing banks", 0.7, "switch|switching|change|changing|leaving|leave",
        r" (?:banks|providers|carriers|vendors|suppliers|insurers|brokers|operators)",
        own=True),
    Saying("looking for an alternative", 0.7,
        "look|looking|searching|search|evaluating|considering|comparing|exploring"
        "|testing",
        r" (?:[\w'-]+ ){0,3}?(?:alternatives?|replacements?)(?! (?:payment|way|method"
        r"|address|date|delivery|route|time|part|card))", own=True),
    Saying("moved off your platform", 0.7,
        "moved|moving|move|migrated|migrating|migrate|switched|switching",
        r" (?:[\w'-]+ ){0,2}?(?:off|away from) (?:your|this|the|you)\b", own=True),
    Saying("switching to", 0.4, "switching", " to", own=True),
    Saying("leaving you", 0.8, "leaving", rf"(?: (?:you|your|this (?:app|company|bank"
        rf"|service|platform|place|site)|for (?:an?other|a|your))\b|{_STOPS})",
        before=rf"(?:{_I_AM}|considering |thinking (?:of |about ))", own=True),
    Saying("leave you", 0.8, "leave",
        rf" (?:(?:you|your|this) (?:company|service|platform|bank|app|network|site)"
        rf"|you(?: guys)?(?= (?:for|because|after|if|unless)\b|{_STOPS}))",
        before=r"(?<!can\s)(?<!let\sme\s)", own=True),
    Saying("i'm out", 0.6, "i'm out|im out|i am out|we're out|we are out|i'm gone"
        "|im gone|i am gone|we're gone",
        rf"(?:{_STOPS}| of here)"),
    Saying("i'm done", 0.6, "i'm done|im done|i am done|we're done|we are done",
        rf"(?: with (?:you|your|this|these|them)(?! (?:step|part|form|setup))"
        rf"|{_STOPS})"),
    Saying("lose me", 0.8, "lost|lose|losing",
        r" (?:(?:me|us)(?: as| for)\b|(?:a|another|your) (?:[\w'-]+ ){0,2}?(?:customer"
        r"|client|user|subscriber|member|reader))"),
    Saying("no longer a customer", 0.8, "longer",
        r" (?:be )?(?:a|your) (?:[\w'-]+ )?(?:customer|client|user|member|subscriber)",
        before="no "),
    Saying("my last month with you", 0.7, "last",
        r" (?:days?|weeks?|months?|years?|orders?|purchases?|payments?|bills?|seasons?"
        r"|visits?) (?:with|from|at|on|to) (?:you|your|this)\b",
        before=r"(?:my|our|the) "),
    Saying("part ways", 0.8, "part ways|parting ways|parted ways"),
    Saying("goodbye", 0.5, "goodbye|good bye|farewell|good riddance"),
    Saying("bye", 0.3, "bye bye|bye"),
    Saying("never again", 0.5, "never again"),
    Saying("had enough", 0.4, "had enough",
        rf"(?:{_STOPS}|(?= (?:of (?:this|you|your)|and|with|so|i|we)\b))"),
    Saying("stop using", 0.6, "stopped using|stop using|stopping using|quit using",
        own=True),
    Saying("renew", 0.8, "renew|renewing", if_denied=True),
    Saying("not renewing", 0.8, "not renewing"),
    Saying("extend", 0.8, "extend|extending|prolong",
        rf" (?:{_MINE}|{_ANY}){_TIE}", if_denied=True),
    Saying("stay", 0.8, "stay|staying|remain|remaining",
        rf"(?: (?:(?:with|at) (?:you|your|this)|(?:on )?(?:much |any )?longer|beyond"
        rf"|after|as an?|here|loyal|a (?:customer|member))\b"
        rf"|{_STOPS})", if_denied=True),
    Saying("continue", 0.7, "continue|continuing|keep|keep on",
        rf" (?:(?:to )?(?:use|using|pay|paying)|(?:with|being)) (?:for |a )?(?:you|your"
        rf"|this|it|my|our|the|something|customer|{_TIE})", if_denied=True),
    Saying("a customer", 0.8, "customer|client|member|subscriber",
        before=r"(?:be|being|remain|remaining) (?:a|an"
        r"|your) (?:\w+ )?", if_denied=True),
    Saying("again", 0.7, "again", if_denied=True,
        before=r"(?:use|using|order|buy|shop|book|come back|return|do business|bank"
        r"|deal|trust|recommend|doing business)(?: [\w'-]+){0,5}? "),
    Saying("any more", 0.6, "any more|anymore|any longer", if_denied=True,
        before=rf"(?:use|using|need|pay for|paying for|trust|do business|(?:want|have"
        rf"|keep) (?:my|our|this) (?:\w+ )?(?:{_TIE}"
        rf"|{_ACCOUNT}))(?: [\w'-]+){{0,3}}? "),
    Saying("do business", 0.7, "do business|doing business", r" with (?:you|this"
        r"|them)\b",
        if_denied=True, own=True),
    Saying("no longer use", 0.6, "longer",
        rf" (?:want to |wish to |going to )?(?:use|using|need|want|keep"
        rf"|interested in) (?:(?:the|your|this|these) (?:\w+ )?(?:{_PROVIDER}|{_TIE})"
        rf"|(?:my|this) {_ACCOUNT})",
        before="no "),
)  # fmt: skip

_TIE_ZH = (
    r"(?:会员|会籍|订阅|账号|账户|帐号|帐户|户头|合同|合约|协议|套餐|包月|包年|服务"
    r"|续费|月卡|年卡|vip|plus|宽带|手机号|号码|保单)"
)
_MY_ZH = r"(?:我们?的|你们的|贵司的|这个|该|本|此|全部|所有|整个|永久|掉|了|我|个)*"
_OTHER_ZH = (
    r"(?:别家|别人家|其他家|另一家|另外一家|竞品|竞争对手|对手|隔壁|对家|(?:别|其他"
    r"|另外?|另一个|另外一个|其它|新)的?(?:一[家个款])?(?:平台|软件|工具|银行|公司"
    r"|运营商|供应商|服务商|应用|品牌|店|app|产品|家|网站|商家))"
)
_CUSTOM = "(?:点|订|定|吃|买|来|用|去|光顾|选|住|坐|碰|信|叫|充|合作|消费|下单|踏进)"
_GOES = (
    rf"(?:[到在去从跟][^，,。！？\n]{{0,8}}?)?{_CUSTOM}(?!担心|怕|愁|等|自己|排队|跑|再"
    rf"|带|找|操心)"
)
_NEAR = r"[^，,。！？\n]{0,8}"
_NO_MAIL = r"(?!.{0,4}(?:短信|邮件|广告|推送|通知|消息|提醒|订单|货|商品))"

CHINESE = (
    Saying("注销", 0.7, "注销|销户|销号|除号", r"(?!登录|登陆|车|证)", own=True),
    Saying("取消会员", 0.8,
        "取消|关闭|关掉|停掉|停用|删除|删掉|解除|终止|结束|退掉|解绑|终结|退",
        rf"{_MY_ZH}(?:自动)?{_TIE_ZH}(?!页|条款|里|中|的|模式|按钮)", own=True),
    Saying("账号删除", 0.7, "账号|账户|帐号|帐户|会员|合同|合约|套餐|订阅|协议|服务",
        r"[^，,。！？\n]{0,12}?(?:注销|取消|解除|终止|退掉|退了|删掉|删除|删了|停掉"
        r"|停了|到此为止|解约|不要了)", before=r"(?<!联系人)", own=True),
    Saying("退订", 0.6, "退订", _NO_MAIL, own=True),
    Saying("解约", 0.8, "解约|退会|退网|转网|携号转|退租|退保|退坑|弃坑"
        "|脱坑", own=True),
    Saying("销了", 0.6, "销", "(?:了|掉)", before="(?:号|户|卡)"),
    Saying("卸载", 0.6, "卸载", r"(?!失败|不了|按钮)", own=True),
    Saying("取关", 0.4, "取关", own=True),
    Saying("换别家", 0.8, "换|转|搬|迁|改|去|投|找|试|跳槽|比较|评估|考虑|投奔|流失",
        r"(?:[成到去用投移走]|过去|了|一?下|试|我|买|看|数据|钱|都|全|在){0,4}"
        rf"{_OTHER_ZH}(?!页|颜)", own=True),
    Saying("换一家", 0.7, "换一家|换一个平台|换一个软件|换个平台|换个软件"
        "|换家", own=True),
    Saying("换工具", 0.6, "换|找|改用|用",
        r"(?:[成到]|了|在)?(?:别的|其他的?|其它的?|新的)(?:软件|工具|平台"
        r"|替代)", own=True),
    Saying("替代品", 0.6, "替代品|替代方案|代替品|平替"),
    Saying("换过去", 0.6, "换过去|转过去|搬过去|跳过去|转走|迁走|搬走|走人"),
    Saying("搬到别", 0.6, "搬到别|转到别|换别的", r"(?!颜|尺|款|时|页|设备)"),
    Saying("迁移到", 0.6, "迁移到|迁到|切换到|转向",
        r"(?:了)?(?:另|其他|别)[^，,。！？\n]{0,3}(?:平台|系统|家|软件|工具"
        r"|公司)", own=True),
    Saying("告别", 0.6, "说再见|再见了|告别|别过|分道扬镳|后会无期|好聚好散"),
    Saying("再见", 0.3, "再见|拜拜|永别"),
    Saying("最后一次", 0.7, "最后一次|最后一回|最后一单|最后一个月|最后一年|最后一天",
        rf"(?:在|了$|[^，,。！？\n机]{{0,2}}(?:{_CUSTOM}|你们|贵))"),
    Saying("是最后一次", 0.7, "最后一次|最后一回", r"(?!机会|更新|登|使用时|付)",
        before=r"(?:(?:也|这)是(?:我)?(?:的)?)"),
    Saying("用你们的最后", 0.7, "最后一", "(?:个月|年|天|次)", before=r"用(?:你们"
        r"|贵司)的?"),
    Saying("失去客户", 0.8, "失去|流失|赶走|逼走|气走", rf"{_NEAR}(?:客户|用户|顾客"
        rf"|会员|我)"),
    Saying("老客户赶走", 0.7, "客户|用户|顾客|会员", rf"{_NEAR}(?:赶走|逼走|气走"
        rf"|寒心)"),
    Saying("不续", 0.8, "续费|续约|续订|续签|续保|续租|续期|续|延长"
        "|延期", if_denied=True),
    Saying("不继续", 0.7, "继续",
        r"(?:再)?(?:用|使用|付|交|订|合作|购买|待|留|做)(?!不)", if_denied=True),
    Saying("再也不用", 0.8, "再也不|再也没|在也不|在都不|绝不再|绝对不再|永不再|永不"
        "|永远不|辈子不|辈子都不|从此不|从今不|完全不会再|坚决不",
        rf"(?:会|想|敢|要|可能)?(?:再|在)?{_GOES}"),
    Saying("以后不用", 0.7, "以后|下次|下回|今后|往后|从今以后|实在|真心",
        rf"(?:真的?|真心|我们?|再|也|就|都|绝对|肯定|一定|坚决|可)*不(?:会|想|敢|要|再"
        rf"|愿)*{_GOES}(?:了|啦|的了)?(?=[，,。！!~\s.…]|$|(?:这|你|他|她|它|贵"
        rf"|[^，,。！\n]{{0,6}}(?:家|店|平台|软件|外卖|公司|app)))"),
    Saying("再不用", 0.7, "再不", rf"(?:会|想|敢|要)?{_GOES}[^，,。！？\n]{{0,8}}了"),
    Saying("不会再用", 0.8, "再", rf"(?:{_GOES}|付)(?!不)",
        before="(?<!不用)(?<!不必)(?<!无需)(?<!别)", if_denied=True),
    Saying("不回购", 0.7, "回购|复购|回头", if_denied=True),
    Saying("以后别用", 0.6, "以后|千万|大家|各位|下次",
        rf"(?:也|都|就|可|还是|千万)*(?:别|不要|莫)(?:再)?(?:{_GOES}|上当)"),
    Saying("下次不要", 0.6, "以后|下次|下回", "不(?:再)?要(?:这|他|你|她)(?:们)?家"),
    Saying("没有下次", 0.7, "没有下次|没有下一次|没下次|绝无下次|不会有下次"),
    Saying("不做客户", 0.8, "客户|用户|会员|顾客", before=r"(?:做|当|是)(?:你们"
        r"|贵司)的?",
        if_denied=True),
    Saying("不留", 0.8, "留下来|待下去|待多久|留在|用下去", if_denied=True),
    Saying("不用你们", 0.7, "用", r"(?:你们|贵司|贵公司|这个|这款|这家|它)(?!.{0,4}也)",
        if_denied=True),
    Saying("不用了", 0.4, "不用了"),
    Saying("再这样", 0.3, "再这样|再有一次|再有下次|要是再|如果再|再犯"),
    Saying("投奔", 0.6, "投奔|转投|倒戈|弃用", own=True),
    Saying("最后一次机会", 0.5, "最后一次机会"),
    Saying("👋", 0.4, "👋"),
)  # fmt: skip

SAYINGS = (*ENGLISH, *CHINESE)
