"""The fields of news of celebrities, teams, parties and products: see `niche.words`."""

FIELDS: dict[str, dict[str, str]] = {
    "film": {
        "en": "film movie cinema television tv show series | anime hollywood bollywood streaming actor actress "
        "filmmaker director screenwriter sitcom episode season miniseries documentary comedian presenter superhero "
        "sequel franchise cartoon animation showrunner producer trailer netflix teleplay host",
        "de": "film kino fernsehen serie | schauspieler regisseur fernsehserie fernsehmoderator moderator "
        "drehbuchautor komiker kabarettist spielfilm zeichentrickfilm filmreihe staffel episode filmproduzent",
        "fr": "film cinéma télévision série | acteur actrice réalisateur réalisatrice scénariste humoriste animateur "
        "animatrice téléfilm épisode saison comédien comédienne",
        "es": "película cine televisión serie | actor actriz director cineasta guionista comediante humorista "
        "presentador presentadora telenovela episodio temporada",
        "it": "film cinema televisione serie | attore attrice regista sceneggiatore comico conduttore conduttrice "
        "episodio stagione doppiatore",
        "pt": "filme cinema televisão série | ator atriz diretor cineasta roteirista humorista apresentador "
        "apresentadora telenovela episódio temporada",
        "nl": "film bioscoop televisie serie | acteur actrice regisseur presentator cabaretier televisieserie",
        "sv": "film bio tv serie | skådespelare regissör programledare komiker tv-serie",
        "pl": "film kino telewizja serial | aktor aktorka reżyser scenarzysta komik prezenter",
        "ru": "фильм кино телевидение сериал телесериал | актёр актриса режиссёр сценарист комик телеведущий "
        "кинорежиссёр",
        "uk": "фільм кіно телебачення серіал телесеріал | актор акторка режисер сценарист комік телеведучий",
        "tr": "film sinema televizyon dizi | oyuncu aktör aktris yönetmen senarist komedyen sunucu",
        "el": "ταινία κινηματογράφος τηλεόραση σειρά | ηθοποιός σκηνοθέτης σεναριογράφος κωμικός παρουσιαστής",
    },
    "music": {
        "en": "music | pop hip-hop rap singer musician band rapper album song songwriter concert guitarist drummer "
        "composer orchestra opera dj tour pianist boyband",
        "de": "musik | sänger musiker band rapper album lied komponist konzert gitarrist liedermacher musikgruppe "
        "rockband",
        "fr": "musique | chanteur chanteuse musicien musicienne rappeur rappeuse album chanson compositeur concert",
        "es": "música | cantante músico banda rapero álbum canción compositor concierto cantautor",
        "it": "musica | cantante musicista rapper album canzone compositore concerto cantautore",
        "pt": "música | cantor cantora músico banda rapper álbum canção compositor concerto",
        "nl": "muziek | zanger zangeres muzikant rapper album lied componist",
        "sv": "musik | sångare sångerska musiker rappare album låt kompositör",
        "pl": "muzyka | piosenkarz piosenkarka muzyk raper album piosenka kompozytor zespół wokalista",
        "ru": "музыка | певец певица музыкант рэпер альбом песня композитор рок-группа",
        "uk": "музика | співак співачка музикант репер альбом пісня композитор",
        "tr": "müzik | şarkıcı müzisyen rapçi albüm şarkı besteci",
        "el": "μουσική | τραγουδιστής τραγουδίστρια μουσικός ράπερ άλμπουμ τραγούδι συνθέτης",
    },
    "sport": {
        "en": "sport sports | football soccer basketball baseball tennis cricket boxing wrestling golf hockey rugby "
        "racing olympic esport mma ufc nfl nba formula-one footballer player athlete coach team club championship "
        "tournament match league boxer wrestler golfer cyclist swimmer driver quarterback pitcher cricketer "
        "goalkeeper stadium fixture playoff wrestlemania medal midfielder striker gymnast fighter cup fifa uefa wwe",
        "de": "sport | fußball tennis handball basketball fußballspieler spieler sportler trainer mannschaft verein "
        "fußballverein meisterschaft turnier rennfahrer radrennfahrer boxer weltmeisterschaft tennisspieler "
        "leichtathlet torwart liga",
        "fr": "sport | football tennis rugby basket footballeur footballeuse joueur joueuse athlète entraîneur équipe "
        "club championnat tournoi boxeur cycliste pilote nageur coupe",
        "es": "deporte | fútbol tenis baloncesto futbolista jugador jugadora atleta entrenador equipo club campeonato "
        "torneo boxeador ciclista piloto nadador liga copa",
        "it": "sport | calcio tennis pallacanestro calciatore calciatrice giocatore atleta allenatore squadra club "
        "campionato torneo pugile ciclista pilota nuotatore cestista tennista",
        "pt": "esporte desporto | futebol tênis basquete futebolista jogador jogadora atleta treinador equipe clube "
        "campeonato torneio pugilista ciclista piloto",
        "nl": "sport | voetbal tennis wielrennen voetballer speler sporter trainer elftal club kampioenschap toernooi "
        "wielrenner",
        "sv": "sport idrott | fotboll tennis ishockey fotbollsspelare spelare idrottare tränare lag klubb mästerskap "
        "turnering",
        "pl": "sport | tenis piłkarz piłkarka zawodnik sportowiec trener drużyna klub mistrzostwa turniej bokser "
        "kolarz tenisistka tenisista",
        "ru": "спорт | футбол теннис хоккей футболист игрок спортсмен тренер команда клуб чемпионат турнир боксёр "
        "хоккеист теннисист",
        "uk": "спорт | футбол теніс хокей футболіст гравець спортсмен тренер команда клуб чемпіонат турнір боксер",
        "tr": "spor | futbol tenis basketbol futbolcu sporcu antrenör takım kulüp şampiyona turnuva boksör basketbolcu",
        "el": "αθλητισμός | ποδόσφαιρο τένις ποδοσφαιριστής παίκτης αθλητής προπονητής ομάδα πρωτάθλημα τουρνουά",
    },
    "games": {
        "en": "game gaming videogame video-game esports | gamer console playstation xbox nintendo minecraft fortnite "
        "streamer twitch",
        "de": "videospiel gaming | computerspiel spielkonsole",
        "fr": "jeu jeu-vidéo gaming | console",
        "es": "videojuego gaming | consola",
        "it": "videogioco gaming | console",
        "pt": "videogame jogo gaming | console",
        "nl": "computerspel gaming | spelcomputer",
        "sv": "datorspel gaming | spelkonsol",
        "pl": "gra gaming | konsola",
        "ru": "игра видеоигра | приставка",
        "uk": "гра відеогра | приставка",
        "tr": "oyun | konsol",
        "el": "βιντεοπαιχνίδι παιχνίδι | κονσόλα",
    },
    "people": {
        "en": "fashion beauty | model influencer youtuber socialite personality billionaire businessman businesswoman "
        "prince princess duchess duke royal heiress tiktoker",
        "de": "mode | model influencer youtuber unternehmer prinz prinzessin herzog herzogin",
        "fr": "mode | mannequin influenceur influenceuse youtubeur prince princesse duchesse",
        "es": "moda | modelo influencer youtuber empresario empresaria príncipe princesa duquesa",
        "it": "moda | modella modello influencer youtuber imprenditore principe principessa duchessa",
        "pt": "moda | modelo influenciador influenciadora youtuber empresário príncipe princesa",
        "nl": "mode | model youtuber prins prinses ondernemer",
        "sv": "mode | modell youtuber prins prinsessa",
        "pl": "moda | model modelka youtuber książę księżna księżniczka",
        "ru": "мода | модель блогер принц принцесса",
        "uk": "мода | модель блогер принц принцеса",
        "tr": "moda | manken prens prenses",
        "el": "μόδα | μοντέλο πρίγκιπας πριγκίπισσα",
    },
    "politics": {
        "en": "politics political government law | politician president minister senator congressman congresswoman "
        "governor mayor election parliament party activist judge lawyer diplomat ambassador secretary legislation "
        "senate candidate jurist attorney",
        "de": "politik recht | politiker präsident minister kanzler bundeskanzler partei wahl abgeordneter richter "
        "jurist aktivist bürgermeister",
        "fr": "politique droit | politicien président ministre député sénateur parti élection juge avocat maire",
        "es": "política derecho | político presidente ministro diputado senador partido elección juez abogado",
        "it": "politica diritto | politico presidente ministro deputato senatore partito elezione giudice avvocato",
        "pt": "política direito | político presidente ministro deputado senador partido eleição juiz advogado",
        "nl": "politiek | politicus president minister partij verkiezing rechter advocaat",
        "sv": "politik | politiker president minister parti val domare advokat",
        "pl": "polityka | polityk prezydent minister poseł partia wybory sędzia prawnik",
        "ru": "политика | политик президент министр депутат партия выборы судья юрист",
        "uk": "політика | політик президент міністр депутат партія вибори суддя юрист",
        "tr": "siyaset politika | siyasetçi politikacı cumhurbaşkanı bakan milletvekili parti seçim yargıç avukat",
        "el": "πολιτική | πολιτικός πρόεδρος υπουργός βουλευτής κόμμα εκλογές δικαστής δικηγόρος",
    },
    "crime": {
        "en": "crime | murder killer criminal shooting murderer gangster robbery mobster kidnapping terrorist "
        "trafficker disappearance assassination cartel fraudster offender massacre",
        "de": "verbrechen kriminalfall kriminalfälle | mord mörder serienmörder straftäter attentat amoklauf terrorist",
        "fr": "crime | meurtre meurtrier tueur criminel attentat terroriste",
        "es": "crimen crímenes | asesinato asesino criminal atentado terrorista",
        "it": "crimine delitto | omicidio assassino criminale attentato terrorista",
        "pt": "crime | assassinato assassino criminoso atentado terrorista",
        "nl": "misdaad | moord moordenaar crimineel aanslag terrorist",
        "sv": "brott | mord mördare brottsling terrorist",
        "pl": "zbrodnia przestępstwo | morderstwo morderca zabójca przestępca zamach",
        "ru": "преступление | убийство убийца преступник теракт террорист",
        "uk": "злочин | убивство вбивство вбивця злочинець теракт",
        "tr": "suç | cinayet katil suçlu saldırı terörist",
        "el": "έγκλημα | δολοφονία δολοφόνος εγκληματίας",
    },
    "business": {
        "en": "business finance economy money investing startup stock crypto shopping | company corporation brand "
        "bank retailer cryptocurrency entrepreneur airline manufacturer investor chain executive firm",
        "de": "wirtschaft finanzen geld börse | unternehmen konzern marke bank aktie fluggesellschaft",
        "fr": "économie finance argent | entreprise société marque banque compagnie",
        "es": "economía finanzas dinero negocio | empresa compañía marca banco aerolínea",
        "it": "economia finanza denaro | azienda società marchio banca compagnia",
        "pt": "economia finanças dinheiro negócio | empresa companhia marca banco",
        "nl": "economie financiën geld | bedrijf onderneming merk bank",
        "sv": "ekonomi finans pengar | företag bolag varumärke bank",
        "pl": "gospodarka finanse pieniądz | przedsiębiorstwo firma marka bank",
        "ru": "экономика финансы деньги бизнес | компания корпорация бренд банк",
        "uk": "економіка фінанси гроші бізнес | компанія корпорація бренд банк",
        "tr": "ekonomi finans para iş | şirket marka banka",
        "el": "οικονομία χρήμα | εταιρεία επιχείρηση τράπεζα",
    },
    "books": {
        "en": "book literature poetry | novel author writer novelist poet manga comic magazine newspaper journalist "
        "playwright",
        "de": "buch literatur lyrik | roman autor schriftsteller dichter comic zeitschrift zeitung journalist",
        "fr": "livre littérature poésie | roman auteur autrice écrivain écrivaine poète journaliste",
        "es": "libro literatura poesía | novela autor escritor escritora poeta periodista",
        "it": "libro letteratura poesia | romanzo autore scrittore scrittrice poeta giornalista",
        "pt": "livro literatura poesia | romance autor escritor escritora poeta jornalista",
        "nl": "boek literatuur | roman auteur schrijver schrijfster dichter journalist",
        "sv": "bok litteratur | roman författare poet journalist",
        "pl": "książka literatura | powieść autor pisarz pisarka poeta dziennikarz",
        "ru": "книга литература | роман автор писатель писательница поэт журналист",
        "uk": "книга література | роман автор письменник письменниця поет журналіст",
        "tr": "kitap edebiyat | roman yazar şair gazeteci",
        "el": "βιβλίο λογοτεχνία | μυθιστόρημα συγγραφέας ποιητής δημοσιογράφος",
    },
    "entertainment": {
        "en": "entertainment pop-culture showbiz fandom celebrity celebrities gossip",
        "de": "unterhaltung promi prominente",
        "fr": "divertissement célébrité people",
        "es": "entretenimiento espectáculo celebridad famosos",
        "it": "intrattenimento spettacolo celebrità gossip",
        "pt": "entretenimento celebridade famosos",
        "nl": "vermaak entertainment beroemdheid",
        "sv": "underhållning nöje kändis",
        "pl": "rozrywka celebryta",
        "ru": "развлечение знаменитость",
        "uk": "розвага знаменитість",
        "tr": "eğlence magazin ünlü",
        "el": "ψυχαγωγία διασημότητα",
    },
}
