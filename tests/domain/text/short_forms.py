"""Halves, ratios, scores and short forms of units in 13 languages, and what a voice is handed for each."""

SHORT_FORMS: dict[str, dict[str, str]] = {
    "de": {
        "Das Bild ist 16:9, das Spiel endete 3:2.": "Das Bild ist sechzehn zu neun, das Spiel endete drei zu zwei.",
        "Im Maßstab 1:50, um 12:30 Uhr.": "Im Maßstab eins zu fünfzig, um zwölf Uhr dreißig.",
        "3/4 davon, 1 1/2 Liter, 1/2 Tasse.": "drei Viertel davon, eineinhalb Liter, einhalb Tasse.",
        "Am 3/4 kam er.": "Am 3/4 kam er.",
        "350 qm, 15 km. weiter.": "dreihundertfünfzig Quadratmeter, fünfzehn Kilometer weiter.",
    },
    "fr": {
        "2½ heures, 1½ tonne, 3½ km.": "deux heures et demie, une tonne et demie, trois kilomètres et demi.",
        "2½ millions d'euros.": "deux millions et demi d'euros.",
        "2 h 30 ou 2h30.": "deux heures trente ou deux heures trente.",
        "Le match finit 3-1, en 16:9.": "Le match finit trois à un, en seize à neuf.",
        "1/2 tasse et 3/4 du lait.": "une demie tasse et trois quarts du lait.",
        "15 min. de pause.": "quinze minutes de pause.",
    },
    "es": {
        "2½ horas y 3 1/2 kilos.": "dos horas y media y tres kilos y medio.",
        "Acabó 4-2, a escala 1:50.": "Acabó cuatro a dos, a escala uno a cincuenta.",
        "1/2 taza, el 3/4 no.": "media taza, el 3/4 no.",
        "5 km. más lejos.": "cinco kilómetros más lejos.",
    },
    "ru": {
        "350 кв. метров, 20 кв. м и 5 куб. м.": "триста пятьдесят квадратных метров, двадцать квадратных метров и пять "
        "кубических метров.",
        "2½ тонны и 1½ часа.": "две с половиной тонны и полтора часа.",
        "Формат 16:9, масштаб 1:50.": "Формат шестнадцать на девять, масштаб один к пятидесяти.",
        "Счёт 3:2, в 12:30.": "Счёт три два, в двенадцать тридцать.",
        "Добавьте 1/2 стакана.": "Добавьте половину стакана.",
        "Около 2/3 пути, 1/8 финала.": "Около двух третей пути, одна восьмая финала.",
        "№ 5, 15 мин. пути.": "номер пять, пятнадцать минут пути.",
    },
    "it": {
        "2½ ore, 1½ anni.": "due ore e mezza, un anno e mezzo.",
        "Finì 3-1, in 16:9.": "Finì tre a uno, in sedici a nove.",
        "350 mq, la stanza n. 5.": "trecentocinquanta metri quadrati, la stanza numero cinque.",
    },
    "pt": {
        "2½ horas, 1/2 xícara.": "duas horas e meia, meia xícara.",
        "Acabou 3-1, escala 1:50.": "Acabou três a um, escala um a cinquenta.",
    },
    "nl": {
        "1½ uur, schaal 1:50.": "anderhalf uur, schaal een op vijftig.",
        "3/4 van het water, nr. 5.": "driekwart van het water, nummer vijf.",
    },
    "pl": {
        "350 m kw., 1½ godziny.": "trzysta pięćdziesiąt metrów kwadratowych, półtorej godziny.",
        "Obraz 16:9, wynik 3:2.": "Obraz szesnaście na dziewięć, wynik trzy dwa.",
    },
    "uk": {
        "20 кв. м, 2½ години.": "двадцять квадратних метрів, дві з половиною години.",
        "Масштаб 1:50.": "Масштаб один до пʼятдесяти.",
    },
    "tr": {
        "1/2 bardak, 15 dk. mola.": "yarım bardak, on beş dakika mola.",
        "Maç 3-2 bitti.": "Maç üç iki bitti.",
    },
    "el": {
        "2½ ώρες, αρ. 5.": "δύο και μισή ώρες, αριθμός πέντε.",
        "Η εικόνα 16:9.": "Η εικόνα δεκαέξι προς εννέα.",
    },
    "sv": {
        "1½ år, 1½ timme.": "ett och ett halvt år, en och en halv timme.",
        "350 kvm, 3/4 av det.": "trehundrafemtio kvadratmeter, tre fjärdedelar av det.",
        "Bilden är 16:9.": "Bilden är sexton till nio.",
    },
    "ja": {
        "16:9の画面、1/2カップ。": "十六対九の画面、二分の一カップ。",
    },
}
