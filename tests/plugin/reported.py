"""What the newspapers of a desk at work report, and the claims in it; all of it is made up."""

from __future__ import annotations

from dataclasses import replace

from world import said

from datasette_claims.model import (
    Claim,
    Mood,
    QuoteType,
    Reason,
    SpeakerKind,
    Stance,
    Worthiness,
)

BRIDGE = (
    "Die Lindenbrücke in Altenrode bleibt gesperrt. „Wir haben im Januar 14 Risse in den Trägern gefunden“,"
    " sagte Bürgermeisterin Anna Ackerbach am Mittwoch im Stadtrat. Das Land habe ihr mitgeteilt, dass der Neubau"
    " 32 Millionen Euro koste.\n\nKritik der Opposition\n\nOppositionsführer Jonas Feldmann widersprach. Die Stadt habe"
    " seit 2019 keinen Cent in die Brücke gesteckt, kritisierte er. „Unsere Stadt“, rief Feldmann, „ist die am höchsten"
    " verschuldete Stadt des Landes“. Die Brücke werde frühestens 2031 wieder öffnen, hieß es aus dem Ministerium.\n\n"
    "Ackerbach nannte den Vorwurf „schäbig“. Für den Verkehr gebe es genug Umleitungen, betonte sie."
)
RISSE = said(
    BRIDGE,
    "Wir haben im Januar 14 Risse in den Trägern gefunden",
    cue=("sagte", "sagen"),
    mention=("Bürgermeisterin Anna Ackerbach",),
    speaker="Anna Ackerbach",
)
TOLD = replace(
    said(
        BRIDGE,
        "ihr mitgeteilt, dass der Neubau 32 Millionen Euro koste",
        kind=QuoteType.INDIRECT,
        cue=("habe", "sagen"),
        mention=("Anna Ackerbach",),
        speaker="Anna Ackerbach",
    ),
    mood=Mood.SUBJUNCTIVE_1,
)
COSTS = replace(
    said(
        BRIDGE,
        "dass der Neubau 32 Millionen Euro koste",
        kind=QuoteType.INDIRECT,
        cue=("mitgeteilt", "mitteilen"),
        mention=("Das Land",),
        speaker="Land",
        who=SpeakerKind.ORGANISATION,
    ),
    parent=1,
    worthiness=Worthiness(0.81, (Reason.NUMBER, Reason.NAME)),
)
NO_CENT = replace(
    said(
        BRIDGE,
        "Die Stadt habe seit 2019 keinen Cent in die Brücke gesteckt",
        kind=QuoteType.INDIRECT,
        cue=("kritisierte", "kritisieren"),
        mention=("kritisierte", "er"),
        speaker="Jonas Feldmann",
    ),
    mood=Mood.SUBJUNCTIVE_1,
    worthiness=Worthiness(0.92, (Reason.NUMBER, Reason.DATE, Reason.QUANTIFIER)),
)
DEBT = replace(
    said(
        BRIDGE,
        "Unsere Stadt",
        "ist die am höchsten verschuldete Stadt des Landes",
        cue=("rief", "rufen"),
        mention=("rief", "Feldmann"),
        speaker="Jonas Feldmann",
    ),
    worthiness=Worthiness(0.88, (Reason.SUPERLATIVE, Reason.NAME)),
)
OPENING = said(
    BRIDGE,
    "Die Brücke werde frühestens 2031 wieder öffnen",
    kind=QuoteType.INDIRECT,
    cue=("hieß es", "heißen"),
    mention=("aus dem Ministerium",),
    speaker="Ministerium",
    who=SpeakerKind.ORGANISATION,
)
SHABBY = said(BRIDGE, "schäbig", cue=("nannte", "nennen"), mention=("Feldmann", "Ackerbach"), speaker="Anna Ackerbach")
DETOURS = replace(
    said(
        BRIDGE,
        "Für den Verkehr gebe es genug Umleitungen",
        kind=QuoteType.INDIRECT,
        cue=("betonte", "betonen"),
        mention=("betonte", "sie"),
        speaker="Anna Ackerbach",
    ),
    mood=Mood.SUBJUNCTIVE_1,
)
BRIDGE_CLAIMS = (RISSE, TOLD, COSTS, NO_CENT, DEBT, OPENING, SHABBY, DETOURS)

AGAIN = (
    "Im Streit um die Lindenbrücke legt Jonas Feldmann nach. Die Stadt habe seit 2019 keinen Cent in die Brücke"
    " gesteckt, wiederholte er im Rundfunk. „Die Mehrheit im Rat weiß das seit drei Jahren“, sagte Feldmann."
)
NO_CENT_AGAIN = said(
    AGAIN,
    "Die Stadt habe seit 2019 keinen Cent in die Brücke gesteckt",
    kind=QuoteType.INDIRECT,
    cue=("wiederholte", "wiederholen"),
    mention=("er",),
    speaker="Jonas Feldmann",
)
KNOWN = said(
    AGAIN,
    "Die Mehrheit im Rat weiß das seit drei Jahren",
    cue=("sagte", "sagen"),
    mention=("sagte", "Feldmann"),
    speaker="J. Feldmann",
)

SCHOOL = (
    "Die Gesamtschule Nord hat mehr Bewerbungen als Plätze. „In diesem Jahr mussten wir 212 Kinder abweisen“, sagte"
    " Schulleiter Murat Yıldız. Die Klassen seien im Schnitt 31 Kinder groß, ergänzte er. Schuldezernentin Dr. Ilse"
    " Brandt versprach, bis 2028 eine weitere Schule zu bauen."
)
TURNED_AWAY = said(
    SCHOOL,
    "In diesem Jahr mussten wir 212 Kinder abweisen",
    cue=("sagte", "sagen"),
    mention=("Schulleiter Murat Yıldız",),
    speaker="Murat Yıldız",
)
CLASSES = said(
    SCHOOL,
    "Die Klassen seien im Schnitt 31 Kinder groß",
    kind=QuoteType.INDIRECT,
    cue=("ergänzte", "ergänzen"),
    mention=("ergänzte", "er"),
    speaker="Murat Yıldız",
)
PROMISE = said(
    SCHOOL,
    "bis 2028 eine weitere Schule zu bauen",
    kind=QuoteType.INDIRECT,
    cue=("versprach", "versprechen"),
    mention=("Schuldezernentin Dr. Ilse Brandt",),
    speaker="Ilse Brandt",
)

FAMILY, SINGER = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u05d3\u05d5\u05d3 \u05dc\u05d5\u05d9"
MANY = f"\U0001f389 \u05e9\u05dc\u05d5\u05dd, 3\u202f000 Ga\u0308ste {FAMILY} waren da"
SIGNS = (
    f"{FAMILY} Am Cafe\u0301 traf der Sa\u0308nger {SINGER} sein Publikum. „{MANY}“, rief {SINGER}."
    " «\u0645\u0631\u062d\u0628\u0627», antwortete die Menge."
)
GUESTS = said(SIGNS, MANY, cue=("rief", "rufen"), mention=("rief", SINGER), speaker=SINGER)
HELLO = said(
    SIGNS,
    "\u0645\u0631\u062d\u0628\u0627",
    cue=("antwortete", "antworten"),
    mention=("die Menge",),
    speaker="Menge",
    who=SpeakerKind.GROUP,
)

ENGLISH = (
    "Flood defences on the River Ash will be finished by autumn, the agency said. “We have spent £14m since March”,"
    " said Helen Marsh, its director. She denied that 600 homes remain at risk."
)
AUTUMN = said(
    ENGLISH,
    "Flood defences on the River Ash will be finished by autumn",
    kind=QuoteType.INDIRECT,
    cue=("said", "say"),
    mention=("the agency",),
    speaker="Agency",
    who=SpeakerKind.ORGANISATION,
)
SPENT = said(
    ENGLISH,
    "We have spent £14m since March",
    cue=("said", "say"),
    mention=("said", "Helen Marsh"),
    speaker="Helen Marsh",
)
HOMES = replace(
    said(
        ENGLISH,
        "that 600 homes remain at risk",
        kind=QuoteType.INDIRECT,
        cue=("denied", "deny"),
        mention=("She",),
        speaker="Helen Marsh",
    ),
    stance=Stance.DENYING,
)

BEFORE = (
    "Das Hallenbad schließt für ein Jahr. Die Sanierung koste vier Millionen Euro, sagte Werkleiterin Nora Voss."
    " Der Förderverein habe 900 Mitglieder, teilte der Vorsitzende mit."
)
AFTER = (
    "Das Hallenbad schließt für anderthalb Jahre. Die Kosten sind offen."
    " Der Förderverein habe 900 Mitglieder, teilte der Vorsitzende mit."
)


def members(text: str) -> Claim:
    return said(
        text,
        "Der Förderverein habe 900 Mitglieder",
        kind=QuoteType.INDIRECT,
        cue=("teilte", "mitteilen"),
        mention=("der Vorsitzende",),
        speaker="Vorsitzender",
    )


REPAIR = said(
    BEFORE,
    "Die Sanierung koste vier Millionen Euro",
    kind=QuoteType.INDIRECT,
    cue=("sagte", "sagen"),
    mention=("Werkleiterin Nora Voss",),
    speaker="Nora Voss",
)
