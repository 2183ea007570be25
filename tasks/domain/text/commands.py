"""Knows a sentence that tells its reader to do something, such as a step of a recipe."""

import re

_COMMANDS = re.compile(
    r"^(?:(?:\d+[.)]|step \d+[.:]?|first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|now|and|finally|lastly"
    r"|after that|meanwhile"
    r"|first things first|seriously|once [^,]+|when [^,]+|if [^,]+|while [^,]+|after [^,]+|before [^,]+"
    r"|using [^,]+|with [^,]+"
    r"|to [^,]+|(?:in|on|into) (?:an?|another|the|your) [^,]+|as you [^,]+|just|go ahead and"
    r"|(?:gent|careful|slow|simp|quick|light|even|thorough|rough|fine|immediate|gradual)ly"
    r"|(?:start|begin) by"
    r"|let['’]s (?:get started|start|begin)(?: by)?|time to|you(?:['’]ll| will)? (?:want|need|have) to"
    r"|make sure (?:to|you)"
    r"|be sure to)[,:]?\s+)*(?:(?:preheat|greas|mix|combin|mash|beat|whisk|melt|chopp|cook|heat|boil|stirr"
    r"|add)ing\b|add|apply|grab|pop|crack|soften|prepare|give|fold|grab|chuck|bring|dice|mince|grind|soak|glaze"
    r"|frost|decorate|freeze|reheat|attach|bake|boil|bring|check|choose"
    r"|chop|clean|close"
    r"|combine|connect|continue|cook|cool|cover|cut|deflate|discard|divide|drain|dry|fill|find|flip|fold|fry|gather|get"
    r"|heat|hold|melt|toast|dust|line|grate|beat|blend|butter|crush|dip|dissolve|drizzle|garnish|grease|grill"
    r"|marinate"
    r"|pat|pinch|puree|refrigerate|return|roast|scatter|scoop|score|scrape|sear|separate|simmer|skim|smooth|soak"
    r"|steam|store|strain"
    r"|sweat|taste|thin|throw|tip|toss|trim|whip|work|allow|arrange|brush|chill|coat|crack|deglaze|drop|drill"
    r"|fasten|fit|glue|hang|"
    r"hammer|mark|mount|nail|paint|plug|point|push|rest|saw|secure|select|sew|sharpen|slot|solder|stand|start"
    r"|stick|stop|switch|tap"
    r"|test|thread|tilt|try|twist|unplug|unwrap|dig|plant|water|bury|sow|feed|warn|"
    r"insert|install|keep|knead|ladle|lay|leave|let|lift|lock|loosen|make|mash|measure|mix|move|open|peel|place"
    r"|pour|preheat"
    r"|press|pry|pull|pump|push|put|reduce|remove|repeat|replace|rinse|roll|rub|run|screw|season|serve|set|shake"
    r"|sift|slice|saut[eéè]|pur[ée]e"
    r"|slide|slip|spoon|spread|sprinkle|squeeze|stir|take|tie|tighten|top|transfer|turn|unscrew|use|wait|warm"
    r"|wash|whisk|wipe"
    r"|wrap)\b(?!:)",
    re.IGNORECASE,
)


def is_step(text: str) -> bool:
    """Whether a sentence tells its reader to do something."""
    return bool(_COMMANDS.match(text))
