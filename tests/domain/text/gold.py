"""Texts of 29 languages as lists of their sentences, with abbreviations, quotations, ordinals and initials."""

GOLD: dict[str, list[list[str]]] = {
    "en": [
        ["Mr. Lee met Gen. Grant at 9 a.m. on Sept. 4.", "Was it raining?", "It was, i.e. heavily."],
        ["“Stay here!” he said.", "She left at noon.", "Why?"],
        ["The firm Bell Inc. was founded by A. G. Bell in the U.S. in 1877.", "It grew.", "It has 3.5 million users."],
        ["She works in Boston, Mass. and in St. Louis.", "Its price rose to $4.50 vs. $3 before.", "No one minded."],
    ],
    "de": [
        ["Der Turm wurde am 7. August 1904 von Prof. Lang eröffnet.", "Er ist ca. 90 m hoch.", "Wer baute ihn?"],
        ["„Kommst du?“, rief er.", "Sie schwieg.", "Im 18. Jahrhundert kamen u. a. Händler, Bauern usw. hierher."],
        ["Gerade war Erntezeit.", "250 Leute halfen mit.", "1911 kam die Bahn."],
        ["Friedrich II. regierte lange.", "Die Stadt hat z. B. drei Häfen.", "Nr. 4 ist der größte."],
    ],
    "fr": [
        ["M. Petit et Mme Roy sont venus vers 9 h. 15 du matin.", "Il neigeait.", "Quelle heure est-il ?"],
        ["« Où vas-tu ? » cria-t-il.", "Elle partit !", "La tour fait env. 90 m de haut."],
        ["Les chats, les chiens, etc. dorment ici.", "Le prof. Blanc les aime.", "Voir p. 12 du livre."],
    ],
    "es": [
        ["La Sra. Ruiz vio al Dr. Gil a las 9 a. m. en la plaza.", "¿Llovía?", "¡Sí, mucho!"],
        ["Vive en EE. UU. desde 1990.", "El núm. 7 de la av. Sol es suyo.", "Costó 2.500 euros."],
        ["«¿Vienes?», gritó él.", "Ella no contestó."],
    ],
    "it": [
        ["Il prof. Neri vide la dott.ssa Verdi alle 9.15 in piazza.", "Nevicava.", "Che ore sono?"],
        ["«Dove vai?» gridò lui.", "Lei partì!", "La torre è alta ca. 90 m."],
        ["Pane, vino, olio ecc. si vendono qui.", "Il sig. Rossi li compra."],
    ],
    "pt": [
        ["A Dra. Lima viu o Sr. Reis às 9h15 na praça.", "Nevava.", "Que horas são?"],
        ["“Aonde vais?”, gritou ele.", "Ela partiu!", "A torre tem aprox. 90 m de altura."],
        ["Nasceu no séc. XVIII e viveu na av. Norte.", "Era pobre."],
    ],
    "nl": [
        ["Mevr. De Wit zag dhr. Bos om 9.15 uur op het plein.", "Het sneeuwde.", "Hoe laat is het?"],
        ["“Waar ga je heen?” riep hij.", "Ze vertrok!", "De toren is ca. 90 m hoog, d.w.z. erg hoog."],
        ["'s Nachts is het stil.", "Er leven o.a. vossen, uilen enz. in het bos."],
    ],
    "pl": [
        ["Prof. Lis spotkał dr Kot o godz. 9.15 na rynku.", "Padał śnieg.", "Która godzina?"],
        ["„Dokąd idziesz?” – zawołał.", "Ona odeszła!", "Wieża ma ok. 90 m, tj. jest wysoka."],
        ["W XVIII w. mieszkali tu m.in. kupcy.", "Świerki rosną na wzgórzu."],
    ],
    "ru": [
        ["В 1904 г. А. П. Чехов жил в Ялте.", "Шёл снег.", "Который час?"],
        ["«Куда ты?» — крикнул он.", "Она ушла!", "Башня высотой 90 м, т. е. очень высокая."],
        [
            "В XVIII в. здесь жили купцы, рыбаки и т. д. до войны.",
            "Улица была узкой.",
            "Утром тихо…",
            "Потом кричат чайки.",
        ],
    ],
    "uk": [
        ["У 1904 р. Леся Українка жила в Києві.", "Ішов сніг.", "Котра година?"],
        ["«Куди ти?» — гукнув він.", "Вона пішла!", "Вежа має 90 м, тобто дуже висока."],
        ["Іван жив на вул. Садовій у м. Полтава.", "Єдиний дім стояв край лісу."],
    ],
    "tr": [
        ["Prof. Aksoy saat 9.15'te Dr. Demir ile buluştu.", "Kar yağıyordu.", "Saat kaç?"],
        ["“Nereye gidiyorsun?” diye bağırdı.", "Kadın gitti!", "Şehirde 90 m'lik bir kule var."],
        ["1. Dünya Savaşı 1918'de bitti.", "İnsanlar sevindi.", "Çocuklar, kadınlar vb. sokağa çıktı."],
    ],
    "el": [
        ["Ο κ. Νίκος είδε την κα Μαρία στις 9.15 π.μ. στην πλατεία.", "Χιόνιζε.", "Τι ώρα είναι;"],
        ["«Πού πας;» φώναξε εκείνος.", "Εκείνη έφυγε!", "Ο πύργος έχει ύψος 90 μέτρα."],
    ],
    "sv": [
        ["Prof. Lund mötte dr Berg kl. 9.15 på torget.", "Det snöade.", "Vad är klockan?"],
        ["”Vart ska du?” ropade han.", "Hon gick!", "Tornet är ca 90 m högt, dvs. mycket högt."],
        ["Här bor bl.a. fiskare.", "Älven är bred.", "Åskan går."],
    ],
    "da": [
        ["Prof. Lund mødte dr. Berg kl. 9.15 på torvet.", "Det sneede.", "Hvad er klokken?"],
        ["Her bor bl.a. fiskere.", "Den 3. maj kom de tilbage."],
    ],
    "no": [
        ["Prof. Lund møtte dr. Berg kl. 9.15 på torget.", "Det snødde.", "Hva er klokka?"],
        ["Her bor bl.a. fiskere.", "Den 3. mai kom de tilbake."],
    ],
    "cs": [
        ["Prof. Novák přišel 3. května s dr. Malou.", "Sněžilo.", "Kolik je hodin?"],
        ["Žili tu např. rybáři.", "Řeka je široká."],
    ],
    "hi": [
        ["डॉ. वर्मा सुबह आए।", "बर्फ़ गिर रही थी।", "क्या समय है?"],
        ["“तुम कहाँ जा रहे हो?” उसने पूछा।", "वह चली गई!", "मीनार 90.5 मीटर ऊँची है।"],
    ],
    "ar": [
        ["وصل د. سامي في الساعة 9.15 صباحا.", "كان الثلج يتساقط.", "كم الساعة؟"],
        ["يبلغ ارتفاع البرج 90.5 مترا.", "رحلت المرأة!", "الليل هادئ."],
    ],
    "he": [
        ["פרופ' לוי הגיע בשעה 9.15 בבוקר.", "ירד שלג.", "מה השעה?"],
        ["גובה המגדל 90.5 מטר.", "היא הלכה!", "הלילה שקט."],
    ],
    "fa": [
        ["دکتر رضایی ساعت ۹ صبح آمد.", "برف می‌بارید.", "ساعت چند است؟"],
        ["بلندی برج ۹۰٫۵ متر است.", "زن رفت!", "شب آرام است."],
    ],
    "th": [
        ["หอคอยแห่งนี้สร้างขึ้นเมื่อร้อยปีก่อน", "ชาวเมืองทุกคนรักหอคอยนี้มาก", "นักท่องเที่ยวมาเยี่ยมชมทุกวัน"],
        ["ตอนนี้กี่โมงแล้ว?", "ไม่มีใครรู้คำตอบเลย"],
    ],
    "ja": [
        ["塔は1904年に建てられた。", "雪が降っていた。", "今何時ですか？"],
        ["「どこへ行くの？」と彼は叫んだ。", "彼女は去った！", "塔の高さは90.5メートルだ。"],
        ["朝は静かだ……。", "鳥が鳴いている。"],
    ],
    "zh": [
        ["塔建于1904年。", "那天下着雪。", "现在几点？"],
        ["“你去哪里？”他喊道。", "她走了！", "塔高90.5米；很高。"],
    ],
    "ko": [
        ["탑은 1904년에 세워졌다.", "눈이 내리고 있었다.", "지금 몇 시입니까?"],
        ["“어디 가니?”라고 그가 외쳤다.", "그녀는 떠났다!", "탑의 높이는 90.5m이다."],
    ],
    "am": [
        ["ግንቡ በ1904 ዓ.ም. ተሠራ።", "በረዶ ይወርድ ነበር።", "ስንት ሰዓት ነው?"],
        ["ከፍታው 90.5 ሜትር ነው።", "ሴቲቱ ሄደች!"],
    ],
    "hy": [
        ["Աշտարակը կառուցվել է 1904 թ. մայիսին։", "Ձյուն էր գալիս։", "Ժամը քանի՞սն է։"],
        ["Բարձրությունը 90,5 մետր է։", "Կինը գնաց։"],
    ],
    "ka": [
        ["კოშკი 1904 წ. აშენდა.", "თოვდა.", "რომელი საათია?"],
        ["ა. წერეთელი აქ ცხოვრობდა.", "ქალი წავიდა!"],
    ],
    "my": [
        ["မျှော်စင်ကို ၁၉၀၄ တွင် ဆောက်ခဲ့သည်။", "နှင်းကျနေသည်။", "ဘယ်နှစ်နာရီလဲ။"],
        ["အမြင့်မှာ ၉၀.၅ မီတာ ဖြစ်သည်။", "ညသည် တိတ်ဆိတ်သည်။"],
    ],
    "km": [
        ["ប៉មនេះសាងសង់នៅឆ្នាំ ១៩០៤។", "ព្រិលកំពុងធ្លាក់។", "ម៉ោងប៉ុន្មានហើយ?"],
        ["កម្ពស់របស់វាគឺ ៩០,៥ ម៉ែត្រ។", "នាងបានទៅ!"],
    ],
}
UNSPACED = {"ja", "zh"}
