"""The fields of what people know, make and remember: see `niche.words`."""

FIELDS: dict[str, dict[str, str]] = {
    "nature": {
        "en": "nature natural-history biology wild",
        "de": "natur biologie",
        "fr": "nature biologie",
        "es": "naturaleza biología",
        "it": "natura biologia",
        "pt": "natureza biologia",
        "nl": "natuur biologie",
        "sv": "natur biologi",
        "pl": "przyroda natura biologia",
        "ru": "природа биология",
        "uk": "природа біологія",
        "tr": "doğa biyoloji",
        "el": "φύση βιολογία",
    },
    "science": {
        "en": "science scientific physics chemistry | scientist physicist chemist biologist naturalist geologist "
        "inventor element compound molecule atom electron particle gene dna evolution experiment theory laboratory "
        "energy isotope enzyme protein bacterium virus cell quantum psychology paleontologist botanist zoologist "
        "engineer",
        "de": "wissenschaft naturwissenschaft physik chemie | wissenschaftler forscher physiker chemiker biologe "
        "geologe erfinder element molekül atom teilchen gen evolution experiment theorie energie protein bakterium "
        "virus ingenieur",
        "fr": "science physique chimie | scientifique physicien physicienne chimiste biologiste inventeur élément "
        "molécule atome particule gène évolution expérience théorie énergie protéine bactérie virus ingénieur",
        "es": "ciencia física química | científico físico químico biólogo inventor elemento molécula átomo partícula "
        "gen evolución experimento teoría energía proteína bacteria virus ingeniero",
        "it": "scienza fisica chimica | scienziato fisico chimico biologo inventore elemento molecola atomo "
        "particella gene evoluzione esperimento teoria energia proteina batterio virus ingegnere",
        "pt": "ciência física química | cientista físico químico biólogo inventor elemento molécula átomo partícula "
        "gene evolução experimento teoria energia proteína bactéria vírus engenheiro",
        "nl": "wetenschap natuurkunde scheikunde | wetenschapper natuurkundige scheikundige bioloog uitvinder "
        "molecuul atoom",
        "sv": "vetenskap fysik kemi | vetenskapsman forskare fysiker kemist biolog uppfinnare grundämne molekyl atom",
        "pl": "nauka fizyka chemia | naukowiec fizyk chemik biolog wynalazca pierwiastek cząsteczka atom",
        "ru": "наука физика химия | учёный физик химик биолог изобретатель элемент молекула атом частица ген эволюция",
        "uk": "наука фізика хімія | учений вчений науковець фізик хімік біолог винахідник елемент молекула атом",
        "tr": "bilim fizik kimya | bilim-insanı fizikçi kimyager biyolog mucit element molekül atom",
        "el": "επιστήμη φυσική χημεία | επιστήμονας φυσικός χημικός βιολόγος εφευρέτης στοιχείο μόριο άτομο",
    },
    "mathematics": {
        "en": "mathematics math maths logic | number theorem geometry algebra mathematician equation statistics",
        "de": "mathematik logik | zahl satz geometrie algebra mathematiker gleichung",
        "fr": "mathématiques mathématique | nombre théorème géométrie algèbre mathématicien équation",
        "es": "matemáticas matemática | número teorema geometría álgebra matemático ecuación",
        "it": "matematica | numero teorema geometria algebra matematico equazione",
        "pt": "matemática | número teorema geometria álgebra matemático equação",
        "nl": "wiskunde | getal stelling wiskundige",
        "sv": "matematik | tal sats matematiker",
        "pl": "matematyka | liczba twierdzenie matematyk",
        "ru": "математика | число теорема математик",
        "uk": "математика | число теорема математик",
        "tr": "matematik | sayı teorem matematikçi",
        "el": "μαθηματικά | αριθμός θεώρημα μαθηματικός",
    },
    "health": {
        "en": "health medicine anatomy wellness body | brain disease illness syndrome symptom vaccine drug medication "
        "surgery hospital organ muscle blood heart infection cancer vitamin nutrition physician doctor surgeon "
        "neuroscience sleep",
        "de": "gesundheit medizin anatomie körper | gehirn krankheit syndrom impfstoff medikament arzt chirurg organ",
        "fr": "santé médecine anatomie corps | cerveau maladie syndrome vaccin médicament médecin chirurgien organe",
        "es": "salud medicina anatomía cuerpo | cerebro enfermedad síndrome vacuna medicamento médico cirujano órgano",
        "it": "salute medicina anatomia corpo | cervello malattia sindrome vaccino farmaco medico chirurgo organo",
        "pt": "saúde medicina anatomia corpo | cérebro doença síndrome vacina medicamento médico cirurgião órgão",
        "nl": "gezondheid geneeskunde lichaam | ziekte vaccin medicijn arts chirurg orgaan",
        "sv": "hälsa medicin kropp | sjukdom vaccin läkemedel läkare kirurg organ",
        "pl": "zdrowie medycyna ciało | choroba szczepionka lek lekarz chirurg narząd",
        "ru": "здоровье медицина тело | мозг болезнь заболевание вакцина лекарство врач хирург орган",
        "uk": "здоров'я медицина тіло | мозок хвороба вакцина ліки лікар хірург орган",
        "tr": "sağlık tıp beden | beyin hastalık aşı ilaç doktor hekim cerrah organ",
        "el": "υγεία ιατρική σώμα | ασθένεια νόσος εμβόλιο φάρμακο γιατρός ιατρός όργανο",
    },
    "technology": {
        "en": "technology tech invention | computing ai programming gadget machine computer software robot machine "
        "engine aircraft airplane helicopter ship locomotive train railway car vehicle algorithm internet smartphone "
        "battery reactor laser camera microscope transistor semiconductor device tool chatbot",
        "de": "technik technologie erfindung | informatik computer software roboter maschine motor flugzeug schiff "
        "lokomotive eisenbahn zug auto fahrzeug gerät werkzeug smartphone",
        "fr": "technologie technique invention | informatique ordinateur logiciel robot moteur avion navire bateau "
        "locomotive train voiture véhicule appareil outil",
        "es": "tecnología invento | informática ordenador computadora software robot máquina motor avión barco buque "
        "locomotora tren coche vehículo herramienta",
        "it": "tecnologia tecnica invenzione | informatica computer software robot macchina motore aereo nave "
        "locomotiva treno automobile veicolo strumento",
        "pt": "tecnologia invenção | informática computador software robô máquina motor avião navio locomotiva trem "
        "comboio carro veículo ferramenta",
        "nl": "technologie techniek uitvinding | computer software machine motor vliegtuig schip locomotief trein auto",
        "sv": "teknik teknologi uppfinning | dator programvara robot maskin motor flygplan fartyg tåg bil",
        "pl": "technologia technika wynalazek | komputer oprogramowanie robot maszyna silnik samolot statek pociąg",
        "ru": "технология техника изобретение | компьютер робот машина двигатель самолёт корабль поезд автомобиль",
        "uk": "технологія техніка винахід | комп'ютер робот машина двигун літак корабель поїзд автомобіль",
        "tr": "teknoloji icat | bilgisayar yazılım robot makine motor uçak gemi tren otomobil",
        "el": "τεχνολογία εφεύρεση | υπολογιστής λογισμικό ρομπότ μηχανή κινητήρας αεροπλάνο πλοίο τρένο αυτοκίνητο",
    },
    "buildings": {
        "en": "architecture building construction | tower bridge castle cathedral palace skyscraper dam lighthouse "
        "tunnel canal temple church mosque house fortress pyramid monument museum station structure landmark",
        "de": "architektur bauwerk gebäude | turm brücke burg schloss dom kathedrale wolkenkratzer leuchtturm tunnel "
        "kirche festung pyramide museum bahnhof",
        "fr": "architecture bâtiment | tour pont château cathédrale palais gratte-ciel barrage phare tunnel église "
        "pyramide musée gare",
        "es": "arquitectura edificio | torre puente castillo catedral palacio rascacielos presa faro túnel iglesia "
        "pirámide museo",
        "it": "architettura edificio | torre ponte castello cattedrale palazzo grattacielo diga faro galleria chiesa "
        "piramide museo",
        "pt": "arquitetura edifício | torre ponte castelo catedral palácio arranha-céus barragem farol túnel igreja "
        "museu",
        "nl": "architectuur gebouw | toren brug kasteel kathedraal paleis vuurtoren tunnel kerk museum",
        "sv": "arkitektur byggnad | torn bro slott katedral fyr tunnel kyrka museum",
        "pl": "architektura budynek | wieża most zamek katedra pałac latarnia tunel kościół muzeum",
        "ru": "архитектура здание | башня мост замок собор дворец маяк тоннель церковь музей",
        "uk": "архітектура будівля | вежа міст замок собор палац маяк тунель церква музей",
        "tr": "mimari bina | kule köprü kale katedral saray tünel cami kilise müze",
        "el": "αρχιτεκτονική κτίριο | πύργος γέφυρα κάστρο παλάτι φάρος σήραγγα εκκλησία μουσείο",
    },
    "history": {
        "en": "history historical archaeology antiquity past heritage | war battle empire dynasty emperor king queen "
        "pharaoh revolution siege treaty century historian archaeologist civilization kingdom shipwreck expedition "
        "explorer knight viking colony rebellion uprising medieval ancient",
        "de": "geschichte archäologie antike | krieg schlacht reich dynastie kaiser könig königin pharao revolution "
        "belagerung vertrag historiker archäologe expedition entdecker ritter aufstand",
        "fr": "histoire archéologie antiquité | guerre bataille empire dynastie empereur roi reine pharaon révolution "
        "siège traité historien archéologue expédition explorateur chevalier",
        "es": "historia arqueología antigüedad | guerra batalla imperio dinastía emperador rey reina faraón "
        "revolución asedio tratado historiador arqueólogo expedición explorador caballero",
        "it": "storia archeologia antichità | guerra battaglia impero dinastia imperatore re regina faraone "
        "rivoluzione assedio trattato storico archeologo spedizione esploratore cavaliere",
        "pt": "história arqueologia antiguidade | guerra batalha império dinastia imperador rei rainha faraó "
        "revolução cerco tratado historiador arqueólogo expedição explorador cavaleiro",
        "nl": "geschiedenis archeologie oudheid | oorlog slag keizer koning koningin revolutie historicus expeditie",
        "sv": "historia arkeologi antiken | krig slag kejsare kung drottning revolution historiker expedition",
        "pl": "historia archeologia starożytność | wojna bitwa cesarstwo cesarz król królowa rewolucja historyk "
        "wyprawa",
        "ru": "история археология древность | война битва сражение империя император король царь революция историк",
        "uk": "історія археологія | війна битва імперія імператор король цар революція історик",
        "tr": "tarih arkeoloji | savaş muharebe imparatorluk imparator kral kraliçe padişah devrim tarihçi",
        "el": "ιστορία αρχαιολογία | πόλεμος μάχη αυτοκρατορία αυτοκράτορας βασιλιάς βασίλισσα επανάσταση ιστορικός",
    },
    "places": {
        "en": "place travel city town country | village capital municipality region province district state nation "
        "county territory settlement neighbourhood borough",
        "de": "reise reisen ort stadt land | dorf hauptstadt gemeinde region provinz staat landkreis bundesland",
        "fr": "voyage lieu ville pays | village capitale commune région province département état",
        "es": "viaje lugar ciudad país | pueblo capital municipio región provincia estado",
        "it": "viaggio luogo città paese | villaggio capitale comune regione provincia stato",
        "pt": "viagem lugar cidade país | vila aldeia capital município região província estado",
        "nl": "reis plaats stad land | dorp hoofdstad gemeente provincie staat",
        "sv": "resa plats stad land | by huvudstad kommun provins stat tätort",
        "pl": "podróż miejsce miasto kraj | wieś stolica gmina województwo państwo",
        "ru": "путешествие место город страна | деревня столица область провинция государство",
        "uk": "подорож місце місто країна | село столиця область держава",
        "tr": "seyahat yer şehir ülke | köy başkent ilçe il devlet",
        "el": "ταξίδι τόπος πόλη χώρα | χωριό πρωτεύουσα δήμος περιοχή κράτος",
    },
    "food": {
        "en": "food cooking cuisine kitchen baking drink recipe | dish bread cheese fruit vegetable spice dessert "
        "soup sauce coffee tea wine beer chocolate ingredient pastry meal beverage",
        "de": "essen kochen küche backen getränk rezept | gericht brot käse frucht gemüse gewürz suppe kaffee tee "
        "wein bier",
        "fr": "cuisine nourriture gastronomie boisson recette | plat pain fromage fruit légume épice dessert soupe "
        "café vin",
        "es": "comida cocina gastronomía bebida receta | plato pan queso fruta verdura especia postre sopa café vino",
        "it": "cibo cucina gastronomia bevanda ricetta | piatto pane formaggio frutta verdura spezia dolce zuppa "
        "caffè vino",
        "pt": "comida culinária gastronomia bebida receita | prato pão queijo fruta legume especiaria sopa café vinho",
        "nl": "eten koken keuken recept | gerecht brood kaas fruit groente soep koffie wijn",
        "sv": "mat matlagning kök recept | rätt bröd ost frukt grönsak soppa kaffe vin",
        "pl": "jedzenie gotowanie kuchnia przepis | potrawa chleb ser owoc warzywo zupa kawa wino",
        "ru": "еда кулинария кухня рецепт | блюдо хлеб сыр фрукт овощ суп кофе вино",
        "uk": "їжа кулінарія кухня рецепт | страва хліб сир фрукт овоч суп кава вино",
        "tr": "yemek mutfak tarif | ekmek peynir meyve sebze çorba kahve şarap",
        "el": "φαγητό μαγειρική κουζίνα συνταγή | πιάτο ψωμί τυρί φρούτο λαχανικό σούπα καφές κρασί",
    },
    "art": {
        "en": "art painting design sculpture photography craft | painter sculptor artist portrait mural drawing "
        "architect",
        "de": "kunst malerei design skulptur fotografie | maler bildhauer künstler gemälde",
        "fr": "art peinture design sculpture photographie | peintre sculpteur artiste tableau",
        "es": "arte pintura diseño escultura fotografía | pintor escultor artista cuadro",
        "it": "arte pittura design scultura fotografia | pittore scultore artista dipinto",
        "pt": "arte pintura design escultura fotografia | pintor escultor artista quadro",
        "nl": "kunst schilderkunst | schilder beeldhouwer kunstenaar schilderij",
        "sv": "konst måleri | målare skulptör konstnär målning",
        "pl": "sztuka malarstwo | malarz rzeźbiarz artysta obraz",
        "ru": "искусство живопись | художник скульптор картина",
        "uk": "мистецтво живопис | художник скульптор картина",
        "tr": "sanat resim | ressam heykeltıraş tablo",
        "el": "τέχνη ζωγραφική | ζωγράφος γλύπτης πίνακας",
    },
    "belief": {
        "en": "religion mythology myth folklore philosophy | god goddess deity saint legend philosopher festival "
        "ritual pope",
        "de": "religion mythologie philosophie | gott göttin heiliger sage philosoph papst",
        "fr": "religion mythologie philosophie | dieu déesse saint légende philosophe pape",
        "es": "religión mitología filosofía | dios diosa santo leyenda filósofo papa",
        "it": "religione mitologia filosofia | dio dea santo leggenda filosofo papa",
        "pt": "religião mitologia filosofia | deus deusa santo lenda filósofo papa",
        "nl": "religie mythologie filosofie | god godin heilige legende filosoof paus",
        "sv": "religion mytologi filosofi | gud gudinna helgon legend filosof påve",
        "pl": "religia mitologia filozofia | bóg bogini święty legenda filozof papież",
        "ru": "религия мифология философия | бог богиня святой легенда философ папа",
        "uk": "релігія міфологія філософія | бог богиня святий легенда філософ",
        "tr": "din mitoloji felsefe | tanrı tanrıça aziz efsane filozof",
        "el": "θρησκεία μυθολογία φιλοσοφία | θεός θεά άγιος θρύλος φιλόσοφος",
    },
    "culture": {
        "en": "culture",
        "de": "kultur",
        "fr": "culture",
        "es": "cultura",
        "it": "cultura",
        "pt": "cultura",
        "nl": "cultuur",
        "sv": "kultur",
        "pl": "kultura",
        "ru": "культура",
        "uk": "культура",
        "tr": "kültür",
        "el": "πολιτισμός",
    },
    "engineering": {
        "en": "engineering",
        "de": "ingenieurwesen bauwesen",
        "fr": "ingénierie",
        "es": "ingeniería",
        "it": "ingegneria",
        "pt": "engenharia",
        "nl": "ingenieurskunst",
        "sv": "ingenjörskonst",
        "pl": "inżynieria",
        "ru": "инженерия",
        "uk": "інженерія",
        "tr": "mühendislik",
        "el": "μηχανική",
    },
}
