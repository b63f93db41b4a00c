"""What the models know of languages besides English and Chinese: words that tell
nothing alone.

They are known by themselves, whatever language a letter is in. So words are left out
that say something in English ("die", "bin", "comment", "plus", "van").
"""

_GERMAN = """
aber alle als andere auch auf aus bei beim bereits bis bitte da dann das dass dem den
denn der des dieser diese dieses diesem diesen doch dort durch ein eine einem einen
einer eines er es etwas euch für gegen habe haben hatte hier ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer im immer ist ja jetzt kann können könnte lassen mein meine meinem
meinen meiner meines mich mir mit möchte muss müssen nach noch nun nur ob oder ohne
schon sehr seit sich sie sind über um und uns unser unsere unter viel vom von vor wann
warum weil welche wenn werden wer wie wieder wir wird wo wollen wurde wurden wäre zu zum
zur zwischen
"""
_FRENCH = """
afin ai ainsi alors après au aucun aussi autre aux avec avez avoir avons c'est ce ceci
cela ces cet cette chez comme d'un d'une dans de depuis des donc dont du elle elles en
encore est et étais était été être eu fait faut il ils j'ai je jusqu'à l'on la le les
leur leurs lors lui ma mais mes moi mon même ni nos notre nous ont où parce pendant peu
peut pour pourquoi puis qu'il quand que quel quelle qui quoi sa sans sera serait ses
sont sous suis sur ta toi toujours tous tout toute toutes très tu un une vers vos votre
vous y à
"""
_SPANISH = """
al algo ante antes aquí así aunque cada como cuando cuándo cómo de del desde donde dónde
el ella ellos en entre era es esa ese eso esta estas este esto estos está están estoy
fue ha haber han hasta hay la las le les lo los luego mi mis mucho muy más nos o os otra
otro para pero poco por porque que quien qué se según ser si sido sobre son su sus
también tengo tiene todavía todo todos tras tu una unas uno unos usted ustedes ya yo él
"""
_ITALIAN = """
agli ai al alla alle anche ancora che chi ci con cui da dagli dal dalla degli dei del
della delle dello di dopo dove e era gli ha hai hanno ho i il io la lei lo loro ma mi
mia mie miei mio molto nei nel nella nelle noi o per perché però più poi quando questa
queste questi questo qui quindi sempre senza si sia siamo sono sta stato sua sue sugli
sui sul sulla suo tra un una uno vi voi è
"""
_PORTUGUESE = """
ainda aos até da das depois dos ela ele em entre essa esse esta estava estou está eu foi
foram há isso isto já lhe mais mas meu meus minha minhas muito na nas nem nos nós num
numa o onde ou para pela pelas pelo pelos por porque porquê quando quem que se sem seu
seus só sua suas são também tem tenho ter um uma você vocês às à é
"""
_DUTCH = """
aan als altijd bij dan dat de deze die dit een eens en haar hebben heb heeft het hij hoe
hun ik jullie kan maar meer mijn moet naar nog om onze ook te tot uit uw veel voor waar
waarom wanneer wat weer wel werd wij wordt worden ze zeer zich zijn zo zonder
"""
_SLAVIC = """
ali bi bil bila bilo bo bom brez da do ga iz jaz je jih jo kaj kako kdaj ker ki kje ko
koje koji kot lahko mi mojega mojem moj moja moje na nad nam nas od oziroma pa po pod
pri se sem si smo ste sta ta tako to tudi v vam vas vaš vaša vaše vsak vse za zakaj zelo
če čeprav še že w z że się jest są dla jak czy przez ale gdy oraz są mój moja moje
"""
_RUSSIAN = """
а без более бы был была были было быть в вам вас ваш ваша ваши во вот все всё вы где да
даже для до его ее её если есть ещё еще ей же за здесь и из или им их к как какой когда
которая которые который ко ли лишь меня мне мной мои мой моя моё моего моей мою мы на
над нам нас наш но ну о об один однако он она они оно от очень по под после потому
почему при про раз с сам свой себя сейчас со так также такой там теперь то тоже только
том тот ту ты у уже чего чем что чтобы эта эти это этого этой этом этот эту я
"""
# Particles: a phrase that ends with one lost its verb.
_JAPANESE = (
    "は が を に で の と も へ や から まで より には では とは のが のに ので けど"
)
_LISTS = (
    _GERMAN, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, _DUTCH, _SLAVIC, _RUSSIAN,
    _JAPANESE,
)  # fmt: skip
# Left out, because they say something in another language: "AI", "nun", "mes" (month).
_TELLING = """
ai al ale bin come die do dos dove e em era eu fin ga hay hoe i im in ma man mes
nun o os pa pendant per plus pod sa si so son sta sue ta te to tot um v van w war wo y z
ze
"""
FUNCTION_WORDS: frozenset[str] = frozenset(" ".join(_LISTS).split()) - frozenset(
    _TELLING.split()
)
# Those of them that tie a noun to what is beside it: "mot de passe", "mise à jour".
_TIES = "de del della di du des d'un d'une da das do dos von vom à al"
TIES: frozenset[str] = frozenset(f"{_TIES} {_JAPANESE}".split())
# Those of them that begin another clause.
_TURNING = """
aber als dass denn ob obwohl oder und weil wenn car donc et lorsque mais ou parce
puisque quand que qui si aunque cuando pero porque y anche che ma mentre perché quando
embora enquanto mas dat hoewel maar omdat want če čeprav ker ki ko pa vendar ale gdy
ponieważ że а если и или когда но потому хотя что чтобы
"""
TURNING: frozenset[str] = FUNCTION_WORDS & frozenset(_TURNING.split())

# How letters begin and end, for a pattern that ignores case. Some words are manners
# only before a comma: "Beste app!" is none.
GREETINGS = (
    r"(?:hallo|moin|bonjour|bonsoir|hola|buongiorno|buonasera|olá|hoi|goedemorgen"
    r"|goedemiddag|goedendag|živjo|pozdravljeni|привет|здравствуйте"
    r"|guten (?:tag|morgen|abend)|buen[oa]s? (?:d[ií]as?|tardes|noches)|bom dia"
    r"|boa (?:tarde|noite)|dober (?:dan|večer)|dobro jutro|dzień dobry"
    r"|добр(?:ый|ое|ой) (?:день|утро|вечер))(?:[ ]\w+){0,2}"
    r"|(?:sehr geehrte[rs]?|estimad[oa]s?|prezad[oa]s?|gentil[ei]|egregio|geachte"
    r"|spoštovan[aeio]|szanown[aeiy]|уважаем(?:ая|ые|ый))(?:[ ][^\s,]+){0,5}"
    r"|안녕하세요|안녕하십니까|문의드립니다|수고하십니다"
    r"|こんにちは|こんばんは|はじめまして|お世話になって(?:います|おります)"
    r"|madame(?:, ?monsieur)?|monsieur|messieurs"
    r"|(?:liebe[rs]?|chère?s?|querid[oa]s?|car[aeio]|beste|дорог(?:ая|ие|ой))"
    r"(?:[ ][^\s,]+){1,3},"
)
FAREWELLS = (
    r"(?:mit )?(?:freundlichen?|besten?|herzlichen?|lieben?) gr(?:ü|ue)(?:ß|ss)en?"
    r"|viele gr(?:ü|ue)(?:ß|ss)e|(?:vielen|besten|herzlichen) dank|danke|cordialement"
    r"|bien à vous|merci|salutations|(?:un )?saludos?|(?:muchas |mil )?gracias"
    r"|atentamente|(?:cordiali|distinti) saluti|grazie|obrigad[oa]|atenciosamente"
    r"|met vriendelijke groet(?:en)?|bedankt|lep pozdrav|hvala|pozdrawiam|dziękuję"
    r"|с уважением|спасибо|감사합니다|수고하세요"
    r"|(?:どうぞ)?(?:よろしく|宜しく)お(?:願|ねが)い(?:いた|致)?します|ありがとうござい(?:ます|ました)"
)

# Words that turn a phrase into its opposite.
_DENIALS = """
nicht nichts nie niemals kein keine keinen keiner keinem pas jamais rien n'est n'ai ne
nunca nada nadie niente não nem ninguém niet niets nooit geen ni nikoli nič nisem nismo
niso nie не нет ни никогда нельзя
"""
DENIALS: frozenset[str] = frozenset(_DENIALS.split())
# Those of them that end a phrase: "funktioniert nicht", "ne marche pas".
CLOSING_DENIALS: frozenset[str] = frozenset(["nicht", "nichts", "pas", "niet"])
