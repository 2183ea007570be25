"""Tells what field a story is from: a goal of football has a net, the goal of a company has no picture.

A story is from a field if enough of its own words are said: "penalty" once may be a fine, "penalty" and "goalkeeper"
are a match.
"""

import re
from functools import cache

SPORTS = frozenset("football gridiron cricket basketball baseball tennis rugby hockey golf boxing".split())
ENOUGH = 2  # different words of a field that a story has to say
_WORDS = {
    "football": r"football|footballers?|soccer|goalkeepers?|goalless|midfield(?:ers?)?|strikers?|equali[sz]ers?|"
    r"premier league|champions league|bundesliga|la liga|serie a|offside|fifa|uefa|penalty area|free[- ]kicks?|"
    r"kick-off|"
    r"hat-trick|half-time|penalt(?:y|ies)|headers?|goals?|wingers?|crossbar|back post|substitutes?|"
    r"(?:second|first) half|centre-back|left-back|right-back|clean sheet|(?<!\d-)\b\d-\d\b(?!-)",
    "gridiron": r"quarterbacks?|touchdowns?|linebackers?|nfl|super bowl|wide receivers?|field goals?|running back|"
    r"end zone|interceptions?|fumbles?",
    "cricket": r"wickets?|innings|bowlers?|bowled|batsm[ae]n|batters?|cricket(?:ers?)?|lbw|ashes|run-rate|"
    r"half-centur(?:y|ies)|stumps|spinners?",
    "basketball": r"nba|basketball|three-pointers?|free throws?|rebounds?|dunks?|point guard|layups?|wnba",
    "baseball": r"baseball|innings?|home runs?|pitchers?|shortstop|world series|mlb|outfield(?:ers?)?|bullpen",
    "tennis": r"tennis|wimbledon|grand slam|forehand|backhand|tie-?break(?:er)?s?|match point|break point|us open|"
    r"french open|australian open|straight sets|seeded|aces?|double faults?",
    "rugby": r"rugby|scrums?|six nations|fly-half|all blacks|wallabies|springboks|line-?outs?|conversions?|tries",
    "hockey": r"nhl|stanley cup|ice hockey|puck|power play|goaltenders?|blue line|hockey",
    "golf": r"golf(?:ers?)?|birdies?|bogeys?|pga|fairways?|putts?|putting|the masters|ryder cup|tee shots?|caddie",
    "boxing": r"box(?:ers?|ing)|heavyweights?|middleweights?|welterweights?|knockouts?|punch(?:es)?|bouts?|"
    r"title fight|ufc|in the ring",
    "space": r"nasa|esa|spacex|rockets?|orbit(?:s|er)?|spacecraft|spaceships?|satellites?|astronauts?|cosmonauts?|"
    r"lift-?off|launch ?pad|space station|apollo|probes?|planets?|voyager|cassini|sputnik|hubble|jupiter|saturn|uranus|"
    r"neptune|solar system",
    "bees": r"bees?|honeybees?|bumblebees?|hives?|nectar|pollen|beekeep\w+|honey|honeycombs?|foragers?|foraging|"
    r"colony|colonies|waggle|swarms?",
    "lifting": r"construction|builders?|skyscrapers?|scaffold\w*|concrete|steel|cargo|harbou?rs?|ports?|docks?|"
    r"containers?|ships?|shipyards?|lift(?:ed|s|ing)?|tons|tonnes|building sites?|workers",
    "mind": r"brains?|minds?|memories|remember\w*|forget\w*|forgot\w*|recall\w*|sleep\w*|dementia|alzheimer['’]s|"
    r"neurons?|neuroscien\w+|hippocampus|psycholog\w+|dreams?|childhood|nostalgia|amnesia",
    "computing": r"computers?|[kmgt]b|(?:kilo|mega|giga|tera)?bytes?|[mg]hz|hdmi|"
    r"smartphones?|tablets?|laptops?|android|ios|iphones?|ipads?|processors?|megapixels?|usb(?:-c)?|"
    r"battery life|software|apps?|touchscreens?|wi-?fi|bluetooth|ram|pixels?|displays?|gb|cameras?",
    "cooking": r"preheat|simmer|tablespoons?|teaspoons?|tbsp|tsp|stir|whisk|knead|dough|oven|saucepan|skillet|"
    r"recipes?|ingredients?|saut[ée]|bake|cups?|frying pan|season with|garnish|chop(?:ped)?|slic(?:e|ed)|dic(?:e|ed)|"
    r"minced|drain|batter|boil|roast|butter|onions?|garlic|flour",
}


def fields_of(story: str) -> frozenset[str]:
    """The fields that a story, or a sentence, is from by its words."""
    return frozenset(
        field
        for field in _WORDS
        if len({match[0].lower().removesuffix("s") for match in _pattern(field).finditer(story)}) >= ENOUGH
    )


@cache
def _pattern(field: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_WORDS[field]})(?![\w-])", re.IGNORECASE)
