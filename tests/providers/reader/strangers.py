"""Strangers' texts around a paragraph (¶) of prose: what pages, chats, scripts and markup add, and what is said of it.

A page's row is the paragraph that follows the article's own.
"""

PROSE = {
    "en": (
        "The old harbour of the town was built by fishermen more than two hundred years ago. "
        "Every morning the boats come back with cod and mackerel from the cold water. "
        "Nobody lives in the keeper's house any more."
    ),
    "de": (
        "Der alte Hafen der Stadt wurde vor mehr als zweihundert Jahren von Fischern gebaut. "
        "Jeden Morgen kommen die Boote mit Kabeljau und Makrelen zurück. "
        "Niemand wohnt mehr im Haus des Wärters."
    ),
    "fr": (
        "Le vieux port de la ville a été construit par des pêcheurs il y a plus de deux cents ans. "
        "Chaque matin les bateaux reviennent avec de la morue. "
        "Personne n'habite plus la maison du gardien."
    ),
    "es": (
        "El viejo puerto del pueblo fue construido por pescadores hace más de doscientos años. "
        "Cada mañana los barcos vuelven con bacalao y caballa. "
        "Nadie vive ya en la casa del farero."
    ),
    "ru": (
        "Старую гавань города построили рыбаки более двухсот лет назад. "
        "Каждое утро лодки возвращаются с треской и скумбрией. "
        "В доме смотрителя больше никто не живёт."
    ),
}
PAGE = "<html lang='{}'><head><title>T</title></head><body><article><h1>T</h1><p>{}</p>{}</article></body></html>"
ROWS = (
    ("en", ".html", "<p>Subscribe to our newsletter for more.</p>", "¶"),
    ("en", ".html", "<p>Sign up for our free daily briefing.</p>", "¶"),
    ("en", ".html", "<p>Follow us on X and Instagram.</p>", "¶"),
    ("en", ".html", "<p>Advertisement</p>", "¶"),
    ("en", ".html", "<p>We use cookies to improve your experience.</p>", "¶"),
    ("en", ".html", "<p>Share this article</p>", "¶"),
    ("en", ".html", "<p>Related: Ten mills</p>", "¶"),
    ("en", ".html", "<p>Read also: the mill</p>", "¶"),
    ("en", ".html", "<p>By Jo Writer, 3 May 2024</p>", "¶"),
    ("en", ".html", "<p>Photo: Getty Images</p>", "¶"),
    ("de", ".html", "<p>Abonnieren Sie unseren Newsletter.</p>", "¶"),
    ("de", ".html", "<p>Folgen Sie uns auf Instagram.</p>", "¶"),
    ("de", ".html", "<p>Wir verwenden Cookies.</p>", "¶"),
    ("de", ".html", "<p>Lesen Sie auch: Zehn Mühlen</p>", "¶"),
    ("de", ".html", "<p>Anzeige</p>", "¶"),
    ("de", ".html", "<p>Diesen Artikel teilen</p>", "¶"),
    ("de", ".html", "<p>Jetzt 4 Wochen kostenlos testen.</p>", "¶"),
    ("fr", ".html", "<p>Abonnez-vous à notre newsletter.</p>", "¶"),
    ("fr", ".html", "<p>Suivez-nous sur Instagram.</p>", "¶"),
    ("fr", ".html", "<p>Nous utilisons des cookies.</p>", "¶"),
    ("fr", ".html", "<p>Lire aussi : Dix moulins</p>", "¶"),
    ("fr", ".html", "<p>Publicité</p>", "¶"),
    ("fr", ".html", "<p>Il vous reste 80 % de cet article à lire.</p>", "¶"),
    ("es", ".html", "<p>Suscríbete a nuestro boletín.</p>", "¶"),
    ("es", ".html", "<p>Síguenos en Instagram.</p>", "¶"),
    ("es", ".html", "<p>Usamos cookies para mejorar tu experiencia.</p>", "¶"),
    ("es", ".html", "<p>Lee también: Diez molinos</p>", "¶"),
    ("es", ".html", "<p>Publicidad</p>", "¶"),
    ("es", ".html", "<p>Compartir este artículo</p>", "¶"),
    ("ru", ".html", "<p>Подпишитесь на нашу рассылку.</p>", "¶"),
    ("ru", ".html", "<p>Подписывайтесь на нас в Телеграме.</p>", "¶"),
    ("ru", ".html", "<p>Мы используем файлы cookie.</p>", "¶"),
    ("ru", ".html", "<p>Читайте также: Десять мельниц</p>", "¶"),
    ("ru", ".html", "<p>Реклама</p>", "¶"),
    ("ru", ".html", "<p>Поделиться статьёй</p>", "¶"),
    ("en", ".md", "Sure, here's the script:\n\n¶", "¶"),
    ("en", ".md", "Certainly! Below is a 60-second narration.\n\n¶", "¶"),
    ("en", ".md", "Of course!\n\n¶", "¶"),
    ("en", ".md", "Here is a revised version:\n\n¶", "¶"),
    ("de", ".md", "Natürlich! Hier ist der Text:\n\n¶", "¶"),
    ("de", ".md", "Klar, hier ist dein Skript:\n\n¶", "¶"),
    ("fr", ".md", "Bien sûr ! Voici le texte :\n\n¶", "¶"),
    ("fr", ".md", "Voici votre script :\n\n¶", "¶"),
    ("es", ".md", "¡Claro! Aquí tienes el guion:\n\n¶", "¶"),
    ("es", ".md", "Por supuesto, aquí está el texto:\n\n¶", "¶"),
    ("ru", ".md", "Конечно! Вот ваш текст:\n\n¶", "¶"),
    ("ru", ".md", "Вот сценарий:\n\n¶", "¶"),
    ("en", ".md", "¶\n\nWould you like me to adjust the tone?", "¶"),
    ("en", ".md", "¶\n\nLet me know if you need changes!", "¶"),
    ("en", ".md", "¶\n\nFeel free to ask for edits.", "¶"),
    ("en", ".md", "¶\n\n*Word count: 150*", "¶"),
    ("de", ".md", "¶\n\nLass mich wissen, ob ich etwas ändern soll!", "¶"),
    ("de", ".md", "¶\n\nSoll ich den Ton anpassen?", "¶"),
    ("fr", ".md", "¶\n\nDites-moi si vous souhaitez des changements !", "¶"),
    ("fr", ".md", "¶\n\nN'hésitez pas à me demander des modifications.", "¶"),
    ("es", ".md", "¶\n\n¡Avísame si quieres cambios!", "¶"),
    ("es", ".md", "¶\n\n¿Quieres que ajuste el tono?", "¶"),
    ("ru", ".md", "¶\n\nДайте знать, если нужно что-то изменить!", "¶"),
    ("ru", ".md", "¶\n\nХотите, чтобы я изменил тон?", "¶"),
    ("en", ".md", "NARRATOR: The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "Narrator (softly): The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "VOICEOVER: The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "Speaker 1: The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "[00:00:01.000] The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "00:00:05 - The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "(0:05) The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "[SCENE 1] The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "**[Scene 1: a harbour]** The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "[MUSIC] The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "(beat) The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", '<break time="1s"/> The boats come back.\n\n¶', "The boats come back. ¶"),
    ("en", ".md", "\\*sigh\\* The boats come back.\n\n¶", "*sigh* The boats come back. ¶"),
    ("en", ".md", "The boats^[a note] come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The boats[^1] come back.\n\n[^1]: note\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The ==boats== come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The ++boats++ come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The H~2~O boats come back.\n\n¶", "The H₂O boats come back. ¶"),
    ("en", ".md", "The 10^8^ boats come back.\n\n¶", "The 10⁸ boats come back. ¶"),
    ("en", ".md", ":::note\nThe boats come back.\n:::\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The boats {#id .cls} come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The boats :smile: come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "$$\nx^2\n$$\n\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "<details><summary>More</summary>The boats come back.</details>\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The boats come back.  \nThe sea is cold.\n\n¶", "The boats come back. The sea is cold. ¶"),
    ("en", ".md", "The boats come back.\\\nThe sea is cold.\n\n¶", "The boats come back. The sea is cold. ¶"),
    (
        "en",
        ".md",
        "+ The boats come back every day\n+ The sea is cold today\n\n¶",
        "The boats come back every day. The sea is cold today. ¶",
    ),
    (
        "en",
        ".md",
        "1) The boats come back every day\n2) The sea is cold today\n\n¶",
        "The boats come back every day. The sea is cold today. ¶",
    ),
    (
        "en",
        ".md",
        "• The boats come back every day\n• The sea is cold today\n\n¶",
        "The boats come back every day. The sea is cold today. ¶",
    ),
    ("en", ".md", "[TOC]\n\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The [boats](#x) come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The ![](a.png) boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The <u>boats</u> come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The &nbsp;boats &hellip; come back &#8212; all.\n\n¶", "The boats … come back — all. ¶"),
    ("en", ".md", "> “The boats come back,” he said.\n>\n> — Jo Writer\n\n¶", "“The boats come back,” he said. ¶"),
    ("en", ".md", "The boats come back.{{citation needed}}\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "The boats come back.<ref>Book</ref>\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "{% include x %}\n\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".md", "\\newpage\n\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    (
        "en",
        ".org",
        "- The boats come back every day\n- The sea is cold today\n\n¶",
        "The boats come back every day. The sea is cold today. ¶",
    ),
    ("en", ".org", "The boats /come/ back *every* =day=.\n\n¶", "The boats come back every day. ¶"),
    ("en", ".org", "* TODO Boats\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".org", "#+TITLE: T\n#+BEGIN_SRC sh\nrm\n#+END_SRC\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".org", "[[http://a.org][The boats]] come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".rst", "The ``boats`` come *back* |x|.\n\n¶", "The boats come back. ¶"),
    ("en", ".rst", ".. note:: The boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".rst", "The boats_ come back.\n\n.. _boats: http://a.org\n\n¶", "The boats come back. ¶"),
    ("en", ".rst", "All :ref:`boats` come back.\n\n¶", "All boats come back. ¶"),
    ("en", ".rst", "The boats [1]_ come back.\n\n.. [1] Note.\n\n¶", "The boats come back. ¶"),
    ("en", ".wiki", "All '''boats''' come ''back''.\n\n¶", "All boats come back. ¶"),
    ("en", ".wiki", "{{Infobox|a=1}}\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".wiki", "The [[boat|boats]] come back.<ref name=x/>\n\n¶", "The boats come back. ¶"),
    ("en", ".wiki", "== Boats ==\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".wiki", "The {{convert|5|km|mi}} boats come back.\n\n¶", "The 5 km boats come back. ¶"),
    ("en", ".wiki", "{| class=x\n| 41\n|}\nThe boats come back.\n\n¶", "The boats come back. ¶"),
    ("en", ".wiki", "The [http://a.org boats] come back. [[Category:Boats]]\n\n¶", "The boats come back. ¶"),
)
