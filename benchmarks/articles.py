"""Makes agency articles with reported speech, German or English: the same ones for a seed, all persons invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_PLACES = ("ALTENRODE", "BUCHTAL", "HAMMERFELD", "LINDAU AM SEE", "NEUMÜHLE", "ÖSTERBACH")
_AGENCIES = ("dpa", "dpa-AFX", "Reuters", "AFP")
_FIRST = ("Anna", "Bernd", "Çiğdem", "Dörte", "Emil", "Frieda", "Gülay", "Hannes", "Ines", "Jörg")
_LAST = ("Ackerbach", "Brunnhöfer", "Demirsoy", "Eschenlohr", "Fährmann", "Großkopf", "Heidenau", "Immenstedt")
_OFFICES = ("Die Ministerin", "Der Sprecher", "Die Bürgermeisterin", "Der Vorsitzende", "Die Direktorin")
_BODIES = ("das Wirtschaftsministerium", "die Stadtverwaltung", "der Sportverband", "die Wetterwarte")
_TOPICS = ("die Brücke", "der Haushalt", "das Krankenhaus", "die Ernte", "der Fahrplan", "das Stadion")
_STATES = (
    "{topic} sei in diesem Jahr teurer geworden als geplant",
    "{topic} werde im nächsten Sommer fertig",
    "{topic} habe mehr Menschen geholfen als erwartet",
    "{topic} müsse gründlich geprüft werden",
)
_SAYINGS = (
    "Wir haben lange genug gewartet",
    "Das ist ein guter Tag für die Stadt",
    "Niemand muss sich Sorgen machen",
    "Die Zahlen sind besser, als viele glauben",
)
_PLAIN = (
    "Am Vormittag hatte es geregnet, und viele Straßen waren gesperrt.",
    "Die Sitzung dauerte drei Stunden und wurde zweimal unterbrochen.",
    "Im vergangenen Jahr waren 12,5 Millionen Euro ausgegeben worden.",
)
_CROSSHEADS = ("Streit im Rat", "Neue Zahlen erwartet", "Opposition fordert Auskunft")
_ENGLISH_OFFICES = ("Minister", "Mayor", "Spokeswoman", "Chairman", "Director")
_ENGLISH_TOPICS = ("the bridge", "the budget", "the hospital", "the harvest", "the timetable", "the stadium")
_ENGLISH_SPEECH = (
    '"We have waited long enough for {topic}," {last} said.',
    "{last} said that {topic} had become more expensive than planned.",
    "According to the agency, {topic} will be ready next summer.",
    '{last} called {topic} "a good thing for the city" and warned that it must be checked.',
    '"Nobody has to worry," said {last}. "The figures are better than many believe."',
)
_ENGLISH_PLAIN = (
    "It had rained in the morning, and many streets were closed.",
    "The meeting lasted three hours and was interrupted twice.",
    "In the past year 12.5 million euros were spent.",
)


def articles(count: int, seed: int = 1) -> Iterator[str]:
    """Yield ``count`` articles of about 250 words, each with another wording."""
    for number in range(count):
        yield _article(random.Random(f"{seed}-{number}"), number)


def english_articles(count: int, seed: int = 1) -> Iterator[str]:
    """Yield ``count`` English articles of about 250 words, each with another wording."""
    for number in range(count):
        yield _english_article(random.Random(f"{seed}-en-{number}"), number)


def write(folder: Path, count: int, seed: int = 1) -> Path:
    """Write ``count`` articles into ``folder``, one file each; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(articles(count, seed)):
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    return folder


def _article(chance: random.Random, number: int) -> str:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    office = chance.choice(_OFFICES)
    stamp = f"date 20{chance.randint(10, 25)}-{chance.randint(1, 12):02}"
    dateline = f"{chance.choice(_PLACES)} ({chance.choice(_AGENCIES)}) - "
    lead = f"{office} {first} {last} hat am Dienstag den Bericht Nummer {number} vorgestellt."
    paragraphs = [f"{stamp} {dateline}{lead} {_speech(chance, last)}"]
    for _ in range(chance.randint(4, 6)):
        if chance.random() < 1 / 4:
            paragraphs.append(chance.choice(_CROSSHEADS))
        sentences = [_speech(chance, last) for _ in range(chance.randint(1, 3))]
        sentences.insert(chance.randint(0, len(sentences)), chance.choice(_PLAIN))
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "/abc/DP/xyz\n"


def _speech(chance: random.Random, last: str) -> str:
    topic = chance.choice(_TOPICS)
    state = chance.choice(_STATES).format(topic=topic)
    saying = chance.choice(_SAYINGS)
    opened, closed = chance.choice((("„", "“"), ('"', '"'), ("»", "«")))
    return chance.choice(
        (
            f"{opened}{saying}{closed}, sagte {last}.",
            f"{last} erklärte, {state}.",
            f"{state[0].upper()}{state[1:]}, teilte {chance.choice(_BODIES)} mit.",
            f"{last} betonte, dass {topic} wichtig bleibe. {state[0].upper()}{state[1:]}.",
            f"Nach Angaben der Behörde ist {topic} wieder geöffnet.",
        )
    )


def _english_article(chance: random.Random, number: int) -> str:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    paragraphs = [f"{chance.choice(_ENGLISH_OFFICES)} {first} {last} presented report number {number} on Tuesday."]
    for _ in range(chance.randint(6, 8)):
        speech = [
            chance.choice(_ENGLISH_SPEECH).format(topic=chance.choice(_ENGLISH_TOPICS), last=last)
            for _ in range(chance.randint(2, 3))
        ]
        paragraphs.append(" ".join([chance.choice(_ENGLISH_PLAIN), *speech]))
    return "\n\n".join(paragraphs) + "\n"
