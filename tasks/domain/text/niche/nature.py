"""The fields of nature: see `niche.words`."""

FIELDS: dict[str, dict[str, str]] = {
    "animals": {
        "en": "animal wildlife zoology creature fauna | pet critter mammal bird fish insect spider reptile amphibian "
        "mollusc mollusk cephalopod octopus squid crustacean arachnid dinosaur theropod sauropod shark whale dolphin "
        "cat dog horse bear wolf fox lion tiger elephant monkey ape primate rodent bat frog toad snake lizard turtle "
        "tortoise crocodile butterfly moth beetle ant bee wasp fly mosquito worm jellyfish coral parrot owl eagle "
        "penguin duck microanimal invertebrate vertebrate cetacean marsupial breed livestock cattle sheep goat pig "
        "deer rabbit hare squirrel seal otter crab lobster shrimp snail slug tick mite parasite zookeeper arthropod",
        "de": "tier tierwelt zoologie | haustier säugetier vogel fisch insekt spinne reptil amphibie weichtier "
        "kopffüßer krebs dinosaurier hai wal delfin katze hund pferd bär wolf fuchs löwe tiger elefant affe nagetier "
        "fledermaus frosch schlange echse schildkröte krokodil schmetterling käfer ameise biene wespe wurm qualle "
        "tierart",
        "fr": "animal faune zoologie | mammifère oiseau poisson insecte araignée reptile amphibien mollusque "
        "céphalopode crustacé dinosaure requin baleine dauphin chat chien cheval ours loup renard lion tigre éléphant "
        "singe rongeur grenouille serpent lézard tortue crocodile papillon coléoptère fourmi abeille guêpe",
        "es": "animal fauna zoología | mascota mamífero ave pájaro pez insecto araña reptil anfibio molusco "
        "cefalópodo crustáceo dinosaurio tiburón ballena delfín gato perro caballo oso lobo zorro león tigre elefante "
        "mono roedor rana serpiente lagarto tortuga cocodrilo mariposa escarabajo hormiga abeja avispa",
        "it": "animale fauna zoologia | mammifero uccello pesce insetto ragno rettile anfibio mollusco cefalopode "
        "crostaceo dinosauro squalo balena delfino gatto cane cavallo orso lupo volpe leone tigre elefante scimmia "
        "roditore rana serpente lucertola tartaruga coccodrillo farfalla formica ape vespa",
        "pt": "animal fauna zoologia | mamífero ave pássaro peixe inseto aranha réptil anfíbio molusco cefalópode "
        "crustáceo dinossauro tubarão baleia golfinho gato cão cavalo urso lobo raposa leão tigre elefante macaco "
        "roedor sapo cobra lagarto tartaruga crocodilo borboleta formiga abelha vespa",
        "nl": "dier dierenwereld | huisdier zoogdier vogel vis insect spin reptiel amfibie weekdier dinosaurus haai "
        "walvis dolfijn kat hond paard beer wolf vos leeuw tijger olifant aap knaagdier kikker slang schildpad "
        "vlinder mier bij",
        "sv": "djur djurliv | husdjur däggdjur fågel fisk insekt spindel reptil groddjur blötdjur dinosaurie haj val "
        "delfin katt hund häst björn varg räv lejon tiger elefant apa gnagare groda orm sköldpadda fjäril myra bi",
        "pl": "zwierzę fauna zoologia | ssak ptak ryba owad pająk gad płaz mięczak głowonóg dinozaur rekin wieloryb "
        "delfin kot pies koń niedźwiedź wilk lis lew tygrys słoń małpa gryzoń żaba wąż żółw motyl mrówka pszczoła",
        "ru": "животное фауна зоология | млекопитающее птица рыба насекомое паук рептилия пресмыкающееся земноводное "
        "моллюск динозавр акула кит дельфин кошка собака лошадь медведь волк лиса лев тигр слон обезьяна грызун "
        "лягушка змея черепаха бабочка муравей пчела",
        "uk": "тварина фауна зоологія | ссавець птах риба комаха павук рептилія плазун земноводне молюск динозавр "
        "акула кит дельфін кіт собака кінь ведмідь вовк лисиця лев тигр слон мавпа гризун жаба змія черепаха метелик "
        "бджола",
        "tr": "hayvan fauna zooloji | memeli kuş balık böcek örümcek sürüngen yumuşakça dinozor balina yunus kedi "
        "köpek at ayı kurt tilki aslan kaplan fil maymun kurbağa yılan kaplumbağa kelebek karınca arı",
        "el": "ζώο πανίδα ζωολογία | θηλαστικό πτηνό πουλί ψάρι έντομο αράχνη ερπετό μαλάκιο δεινόσαυρος καρχαρίας "
        "φάλαινα δελφίνι γάτα σκύλος άλογο αρκούδα λύκος αλεπού λιοντάρι τίγρη ελέφαντας πίθηκος βάτραχος φίδι χελώνα "
        "μέλισσα",
    },
    "plants": {
        "en": "plant botany flora | garden gardening tree flower fern moss fungus mushroom grass shrub herb orchid "
        "rose vine cactus algae alga forest conifer crop weed lichen",
        "de": "pflanze botanik flora | garten baum blume farn moos pilz gras strauch kraut orchidee alge wald flechte",
        "fr": "plante botanique flore | jardin arbre fleur fougère mousse champignon herbe arbuste orchidée algue "
        "forêt",
        "es": "planta botánica flora | jardín árbol flor helecho musgo hongo seta hierba arbusto orquídea alga bosque",
        "it": "pianta botanica flora | giardino albero fiore felce muschio fungo erba arbusto orchidea alga foresta",
        "pt": "planta botânica flora | jardim árvore flor feto samambaia musgo fungo cogumelo arbusto orquídea alga "
        "floresta",
        "nl": "plant plantkunde | tuin boom bloem varen mos schimmel paddenstoel gras struik orchidee alg bos",
        "sv": "växt botanik | trädgård träd blomma ormbunke mossa svamp gräs buske orkidé alg skog",
        "pl": "roślina botanika flora | ogród drzewo kwiat paproć mech grzyb trawa krzew storczyk glon las",
        "ru": "растение ботаника флора | сад дерево цветок папоротник мох гриб трава кустарник орхидея водоросль лес",
        "uk": "рослина ботаніка флора | сад дерево квітка папороть мох гриб трава кущ орхідея водорість ліс",
        "tr": "bitki botanik flora | bahçe ağaç çiçek yosun mantar ot çalı orkide orman",
        "el": "φυτό βοτανική χλωρίδα | κήπος δέντρο λουλούδι φτέρη βρύο μύκητας μανιτάρι ορχιδέα δάσος",
    },
    "earth": {
        "en": "earth geology geography meteorology oceanography | weather climate ocean sea volcano earthquake "
        "mountain river lake island glacier desert rock mineral gemstone crystal fossil cave waterfall storm "
        "hurricane cyclone tornado tsunami tide lightning rain snow ice continent crater canyon reef peninsula bay "
        "gulf strait",
        "de": "erde geologie geographie geografie | wetter klima meer ozean vulkan erdbeben berg fluss see insel "
        "gletscher wüste gestein mineral kristall fossil höhle wasserfall sturm hurrikan tornado gezeit blitz "
        "kontinent krater",
        "fr": "terre géologie géographie | météo climat océan mer volcan séisme montagne fleuve rivière lac île "
        "glacier désert roche minéral cristal fossile grotte cascade tempête ouragan marée foudre continent cratère",
        "es": "tierra geología geografía | clima océano mar volcán terremoto montaña río lago isla glaciar desierto "
        "roca mineral cristal fósil cueva cascada tormenta huracán marea rayo continente cráter",
        "it": "terra geologia geografia | meteo clima oceano mare vulcano terremoto montagna fiume lago isola "
        "ghiacciaio deserto roccia minerale cristallo fossile grotta cascata tempesta uragano marea fulmine "
        "continente cratere",
        "pt": "terra geologia geografia | clima oceano mar vulcão terremoto sismo montanha rio lago ilha glaciar "
        "geleira deserto rocha mineral cristal fóssil caverna cascata tempestade furacão maré raio continente cratera",
        "nl": "aarde geologie | weer klimaat zee oceaan vulkaan aardbeving berg rivier meer eiland gletsjer woestijn "
        "mineraal",
        "sv": "jorden geologi | väder klimat hav vulkan jordbävning berg flod sjö ö glaciär öken mineral",
        "pl": "ziemia geologia | pogoda klimat ocean morze wulkan góra rzeka jezioro wyspa lodowiec pustynia minerał",
        "ru": "земля геология география | погода климат океан море вулкан землетрясение гора река озеро остров ледник "
        "пустыня минерал",
        "uk": "земля геологія географія | погода клімат океан море вулкан землетрус гора річка озеро острів льодовик "
        "пустеля",
        "tr": "jeoloji coğrafya | iklim okyanus deniz yanardağ volkan deprem dağ nehir göl ada buzul çöl mineral",
        "el": "γεωλογία γεωγραφία | καιρός κλίμα ωκεανός θάλασσα ηφαίστειο σεισμός βουνό ποτάμι λίμνη νησί παγετώνας "
        "έρημος",
    },
    "space": {
        "en": "space astronomy universe cosmos astrophysics cosmology | planet moon sun asteroid comet galaxy nebula "
        "constellation exoplanet eclipse meteor meteorite supernova orbit spacecraft rocket satellite telescope "
        "astronaut cosmonaut astronomer nasa spaceflight rover dwarf-planet",
        "de": "weltraum weltall astronomie raumfahrt universum | planet mond sonne asteroid komet galaxie sternbild "
        "finsternis meteorit supernova raumsonde raumschiff rakete satellit teleskop astronaut raumfahrer astronom",
        "fr": "espace astronomie univers | planète lune soleil astéroïde comète galaxie constellation éclipse "
        "météorite supernova fusée sonde satellite télescope astronaute astronome",
        "es": "espacio astronomía universo | planeta luna sol asteroide cometa galaxia constelación eclipse meteorito "
        "supernova cohete sonda satélite telescopio astronauta astrónomo",
        "it": "spazio astronomia universo | pianeta luna sole asteroide cometa galassia costellazione eclissi "
        "meteorite supernova razzo sonda satellite telescopio astronauta astronomo",
        "pt": "espaço astronomia universo | planeta lua sol asteroide cometa galáxia constelação eclipse meteorito "
        "supernova foguete sonda satélite telescópio astronauta astrônomo astrónomo",
        "nl": "ruimtevaart astronomie sterrenkunde heelal | planeet maan zon komeet sterrenstelsel raket satelliet "
        "astronaut",
        "sv": "rymd rymden astronomi universum | planet måne sol komet galax raket satellit astronaut",
        "pl": "kosmos astronomia wszechświat | planeta księżyc słońce kometa galaktyka rakieta satelita astronauta "
        "astronom",
        "ru": "космос астрономия вселенная | планета луна солнце комета галактика созвездие затмение ракета спутник "
        "астронавт космонавт астроном",
        "uk": "космос астрономія всесвіт | планета місяць сонце комета галактика сузір'я затемнення ракета супутник "
        "астронавт",
        "tr": "uzay astronomi evren | gezegen güneş kuyruklu galaksi roket uydu teleskop astronot",
        "el": "διάστημα αστρονομία σύμπαν | πλανήτης σελήνη ήλιος κομήτης γαλαξίας πύραυλος δορυφόρος αστροναύτης",
    },
}
