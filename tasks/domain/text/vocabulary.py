"""The small words of the languages in which the built-in writer works: it chooses sentences by the words they share.

Three lists a language. `stop` words carry no meaning of their own. A sentence that begins with a `leaning` word depends
on the one before. A `striking` word makes a sentence worth hearing. The lists are the project's own.
"""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Vocabulary:
    """One language's small words, in lower case."""

    stop: frozenset[str]
    leaning: frozenset[str]
    striking: frozenset[str]


# Phrases of several words are written with "_".
_LISTS = {
    "en": (
        "a about above after again all also am an and any are as at be because been before being below between both "
        "but by can could did do does doing down during each even every few for from further had has have having he "
        "her here hers him his how i if in into is it its itself just like many may me might more most much must my "
        "no nor not now of off on once one only or other our out over own per same she should so some such than that "
        "the their them then there these they this those through to too two under until up upon us very was we were "
        "what when where which while who whom why will with would you your",
        "however but and or so thus therefore hence moreover furthermore also then still yet instead meanwhile "
        "consequently nevertheless otherwise similarly likewise he she they it its his her hers their theirs this "
        "these that those such both another others some_of_these some_of_them one_of_them as_a_result for_example "
        "for_instance in_addition in_contrast on_the_other_hand that_said of_these the_former the_latter the_same",
        "only never largest smallest first oldest fastest deepest most million billion secret nobody nothing every "
        "hidden impossible strange surprising killed vanished without",
    ),
    "de": (
        "aber alle allem allen aller alles als also am an andere auch auf aus bei beim bin bis bist da damit dann das "
        "dass dein dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine "
        "einem einen einer eines er es etwas euch für gegen gewesen hab habe haben hat hatte hatten hier hin hinter "
        "ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist jede jedem jeden jeder jedes jener jetzt kann "
        "kein keine keinem keinen man mehr mein mich mir mit muss nach nicht noch nun nur ob oder ohne schon sehr "
        "sein seine seinem seinen seiner seit sich sie sind so solche soll sondern sowie über um und uns unser unter "
        "viel vom von vor während war waren was weil welche welcher wenn wer werden wie wieder wir wird wo wurde "
        "wurden zu zum zur zwar zwischen",
        "aber und oder doch denn jedoch dennoch trotzdem deshalb daher darum deswegen außerdem zudem auch dann danach "
        "dabei dadurch dafür damit daraus stattdessen inzwischen so also er sie es sein seine seinen seiner ihr ihre "
        "ihren ihrer dies diese dieser dieses diesen solche beide zum_beispiel im_gegensatz_dazu darüber_hinaus "
        "andererseits letzterer letztere ersterer",
        "nur nie niemals größte größten kleinste erste ersten älteste schnellste tiefste million millionen milliarde "
        "milliarden geheim niemand nichts jeder unmöglich seltsam überraschend verschwand ohne",
    ),
    "fr": (
        "à afin ai ainsi alors après au aucun aucune aussi autre autres aux avait avant avec avoir avons car ce ceci "
        "cela celle celles celui ces cet cette ceux chaque chez comme comment d dans de depuis des dès deux donc dont "
        "du elle elles en encore entre est et étaient était été être eu eux fait il ils j je l la là le les leur leurs "
        "lors lui ma mais me même mes moi moins mon n ne ni nos notre nous on ont ou où par parce pas pendant peu peut "
        "plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sous sur "
        "ta te tes toi ton tous tout toute toutes très tu un une vers vos votre vous y",
        "mais et ou donc or car cependant pourtant toutefois néanmoins ainsi alors puis ensuite aussi enfin "
        "par_ailleurs en_revanche par_conséquent de_plus en_outre par_exemple au_contraire il elle ils elles ce cela "
        "ceci celui-ci celle-ci ceux-ci c'est cet cette ces son sa ses leur leurs lui tous_deux",
        "seul seule seulement jamais plus_grand plus_grande premier première million millions milliard milliards "
        "secret personne rien chaque caché impossible étrange surprenant disparu sans",
    ),
    "es": (
        "a al algo algunas algunos ante antes aquel así aún aunque bajo bien cada como con contra cual cuando cuyo "
        "de del desde donde dos durante e el él ella ellas ellos en entre era eran es esa esas ese eso esos esta "
        "está están estas este esto estos fue fueron ha había habían han hasta hay la las le les lo los más me mi "
        "mientras muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque "
        "pues que qué quien se sea según ser si sí sin sobre son su sus también tan tanto te tiene tienen toda todas "
        "todo todos tras tu tú u un una unas uno unos y ya yo",
        "pero y o sino sin_embargo no_obstante además también entonces luego después así por_tanto por_lo_tanto "
        "por_eso por_ejemplo en_cambio mientras_tanto aunque él ella ellos ellas ello este esta esto estos estas ese "
        "esa eso esos esas su sus ambos ambas aquel aquella",
        "solo sólo nunca jamás mayor menor primer primera primero millón millones secreto nadie nada cada oculto "
        "imposible extraño sorprendente desapareció sin",
    ),
    "it": (
        "a ad agli ai al alla alle allo anche ancora anni avere aveva c che chi ci cioè come con contro cosa così "
        "cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello di dopo dove due e è ed era "
        "erano essere fa fra già gli ha hanno i il in io l la le lei li lo loro lui ma mentre mi mia mio molto ne "
        "negli nei nel nell nella nelle nello noi non nostra nostro o ogni oppure per perché però più po poi prima "
        "proprio può qual quale quali quando quanto quella quelle quelli quello questa queste questi questo qui sono "
        "se senza si sia solo sono stata stati stato su sua sue sugli sui sul sull sulla sulle suo suoi tra tu tutta "
        "tutte tutti tutto un una uno verso vi voi",
        "ma e o però tuttavia quindi perciò dunque inoltre anche poi allora così infatti invece intanto nel_frattempo "
        "per_esempio al_contrario lui lei loro esso essa essi egli ella questo questa questi queste quello quella suo "
        "sua suoi sue entrambi entrambe ciò",
        "solo soltanto mai più_grande primo prima milione milioni miliardo miliardi segreto nessuno niente nulla ogni "
        "nascosto impossibile strano sorprendente scomparve senza",
    ),
    "pt": (
        "à a ainda além algum alguma alguns ao aos apenas após aquela aquele aqui as até cada com como contra da das "
        "de dela dele deles depois desde do dois dos duas durante e é ela elas ele eles em entre era eram essa esse "
        "esta está estão estas este estes eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito na não "
        "nas nem no nos nós nossa nosso num numa o onde os ou outra outras outro outros para pela pelas pelo pelos "
        "pode por porque pouco quais qual quando que quem se seja sem sempre ser seu seus sido sim sob sobre sua "
        "suas são só também tão te tem têm tinha toda todas todo todos tu tudo um uma umas uns você",
        "mas e ou porém contudo entretanto todavia assim então logo depois também além_disso portanto por_isso "
        "por_exemplo no_entanto em_vez_disso ele ela eles elas isso isto esse essa esses essas este esta estes estas "
        "seu sua seus suas ambos ambas",
        "só apenas nunca jamais maior menor primeiro primeira milhão milhões bilhão bilhões segredo ninguém nada cada "
        "escondido impossível estranho surpreendente desapareceu sem",
    ),
    "nl": (
        "aan achter af al alle alleen als andere bij daar dan dat de deze die dit door dus een eens en er geen haar "
        "had hadden heb hebben heeft hem hen het hier hij hoe hun ik in is ja je jij kan kon kunnen langs maar me "
        "meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons onze ook op over reeds sinds te "
        "tegen toch toen tot tussen u uit uw van veel voor waar waren was wat we wel welke werd werden wie wij "
        "worden wordt ze zeer zei zelf zich zij zijn zo zoals zonder zou zullen",
        "maar en of echter toch dus daarom daardoor bovendien ook dan daarna daarmee vervolgens intussen ondertussen "
        "zo hij zij ze het hun haar zijn dit dat deze die beide beiden bijvoorbeeld in_plaats_daarvan daarentegen",
        "alleen nooit grootste kleinste eerste oudste snelste diepste miljoen miljard geheim niemand niets elke "
        "verborgen onmogelijk vreemd verrassend verdween zonder",
    ),
    "pl": (
        "a aby albo ale ani bardzo bez bo by był była było były być co coraz czy czyli dla do dwa gdy gdzie go i ich "
        "im inne inny ja jak jako jakie je jednak jego jej jest jeszcze jeśli już każdy kiedy kto która które "
        "którego której który których którym którzy lub ma mają może można mu na nad nawet nich nie nim niż o obok "
        "od on ona one oni oraz po pod podczas ponad poza prawie przed przez przy są się skąd swoje swój ta tak "
        "także tam te tego tej ten też to tu tych tylko tym u w we wiele więc wszystko wśród z za ze że",
        "ale i a lub jednak dlatego więc zatem ponadto także też potem następnie wtedy tymczasem mimo_to na_przykład "
        "z_kolei on ona ono oni one jego jej ich to ten ta te tego tej tych tym taki taka takie oba obie",
        "tylko nigdy największy największa najmniejszy pierwszy pierwsza najstarszy najszybszy najgłębszy milion "
        "miliony milionów miliard tajemnica nikt nic każdy ukryty niemożliwe dziwny zniknął bez",
    ),
    "ru": (
        "а без более бы был была были было быть в вам вас весь во вот все всё всех вы где да даже два для до его ее "
        "её если есть еще ещё же за здесь и из или им их к как какая какой когда кто ли либо между меня мне много "
        "может можно мой мы на над надо наш не него нее неё нет ни них но ну о об однако он она они оно от очень "
        "перед по под после потом потому почти при про раз с сам свой своих себя со так также такой там те тем то "
        "тогда того тоже только том тот три тут ты у уже хотя чем через что чтобы чуть эта эти это этого этой этом "
        "этот я",
        "однако но и а или поэтому потому также тоже затем потом тогда кроме_того при_этом тем_не_менее например "
        "напротив зато он она оно они его её ее их это этот эта эти этого этой такой такая такие оба обе тот та те",
        "только никогда самый самая самое самые крупнейший крупнейшая первый первая первое миллион миллиона миллионов "
        "миллиард тайна никто ничто ничего каждый скрытый невозможно странный исчез исчезла без",
    ),
    "uk": (
        "а або але без би був була були було бути в вам вас весь ви від він вона вони воно все всі втім де для до же "
        "за з зі і із й її їй їм їх його йому коли крім ледве ли лише між мене мені може можна моя ми на навіть над "
        "нам нас наш не неї немає ні ніж них но о об один от перед під після по поки при про свій своїх себе та так "
        "також такий там те теж ти тим тими то тоді того той тому тут у уже хоча хто це цей ця ці цього цієї цьому "
        "чи через чим що щоб я як яка який які якщо",
        "однак але і й а або та тому отже також теж потім тоді крім_того при_цьому проте наприклад натомість зате він "
        "вона воно вони його її їх їхній це цей ця ці цього цієї такий така такі обидва обидві той та ті",
        "лише тільки ніколи найбільший найбільша найменший перший перша перше найстаріший мільйон мільйони мільйонів "
        "мільярд таємниця ніхто ніщо нічого кожен прихований неможливо дивний зник зникла без",
    ),
    "tr": (
        "acaba ama ancak artık aslında az bana bazı belki ben beni benim bile bir biraz birçok biri biz bize bizim bu "
        "buna bunu bunun burada çok çünkü da daha de değil diğer diye dolayı en gibi göre hem hep hepsi her hiç için "
        "ile ise iki ki kim kadar kendi mi mı mu mü nasıl ne neden nerede o olan olarak olduğu olur on ona onlar onu "
        "onun orada oysa öyle sadece sen siz şey şu tüm üzere var ve veya ya yani yok zaman",
        "ama ve veya ancak fakat bu_yüzden bu_nedenle böylece ayrıca sonra daha_sonra o_zaman bununla_birlikte yine_de "
        "örneğin öte_yandan o onlar onun onların bu bunlar bunun şu ikisi",
        "sadece yalnızca asla hiç en_büyük en_küçük ilk en_eski milyon milyar gizli kimse hiçbir her imkansız tuhaf "
        "şaşırtıcı kayboldu",
    ),
    "el": (
        "αλλά αν από απο ας αυτά αυτές αυτή αυτό αυτοί αυτός αυτού για γιατί δεν δύο εγώ εδώ είμαι είναι είχε είχαν "
        "ένα έναν ένας επί έχει έχουν ή η ήταν θα και κάθε κάποιος κατά κι μα μας με μέσα μετά μέχρι μη μην μια μία "
        "μόνο να ο οι όμως όπως όπου όταν ότι ου ούτε πιο πολύ που πρέπει πριν προς πως σαν σας σε στη στην στις στο "
        "στον στους τα τη την της τι τις το τον του τους των τότε υπό χωρίς ως ώστε",
        "αλλά και ή όμως ωστόσο επομένως άρα γι'_αυτό επίσης έπειτα μετά τότε παρόλα_αυτά για_παράδειγμα αντίθετα "
        "εν_τω_μεταξύ αυτός αυτή αυτό αυτοί αυτές αυτά τους εκείνος εκείνη εκείνο οι_δύο",
        "μόνο ποτέ μεγαλύτερος μεγαλύτερη μεγαλύτερο πρώτος πρώτη πρώτο εκατομμύριο εκατομμύρια δισεκατομμύρια μυστικό "
        "κανείς τίποτα κάθε κρυμμένο αδύνατο παράξενο εξαφανίστηκε χωρίς",
    ),
    "sv": (
        "alla allt än ändå andra är att av både bara bland blev bli blir dag då där de dem den denna deras dess "
        "dessa det detta dig din dit du efter eller en enligt er ert ett finns för från få får genom ha hade han "
        "hans har hela henne hennes hon honom hur här i in ingen inom inte jag kan kunde man med medan mellan men "
        "mer mig min mot mycket någon något några när nu och också om oss på sade sedan sig sin sina sitt ska skulle "
        "så som till två under upp ut utan vad var vara varit varje vem vid vi vilka vilken vill över",
        "men och eller dock därför således dessutom också sedan då ändå istället samtidigt däremot till_exempel han "
        "hon de det den hans hennes deras dess detta denna dessa båda så",
        "bara aldrig största minsta första äldsta snabbaste djupaste miljon miljoner miljard hemlig hemlighet ingen "
        "inget ingenting varje gömd omöjligt konstig överraskande försvann utan",
    ),
}
LANGUAGES = tuple(_LISTS)


@cache
def vocabulary(language: str) -> Vocabulary | None:
    """The small words of a language, given by its code such as pt-BR; None if the project has no list of them."""
    lists = _LISTS.get(language.partition("-")[0].lower())
    if lists is None:
        return None
    stop, leaning, striking = (frozenset(word.replace("_", " ") for word in words.split()) for words in lists)
    return Vocabulary(stop, leaning, striking)


def stop_words(language: str = "en") -> frozenset[str]:
    """The stop words of a language; none if the project has no list of them."""
    words = vocabulary(language)
    return words.stop if words else frozenset()
