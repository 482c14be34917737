"""The table that is printed."""

from __future__ import annotations

from annotating import article, mark

from datasette_claims.evaluation.annotations import Name
from datasette_claims.evaluation.report import report
from datasette_claims.evaluation.scores import score

RAIN = mark("es regne heute stark", speaker="Anna", cue="sagte")
GOLD = [article(RAIN, mark("„Nein!“", "Direct", speaker="Bernd", cue="rief"))]
HALF = score(GOLD, [[mark("es regne", speaker="Anna", speaker_name="Anna", confidence=0.75)]])
FULL = score(GOLD, [list(GOLD[0].annotations)])

EXPECTED = """\
gold.jsonl: 1 articles, 2 annotations; per cent

                                                      half                    full
                                         P       R      F1       P       R      F1
Published metric
  quote                             100.00   25.00   40.00  100.00  100.00  100.00
  speaker                           100.00   50.00   66.67  100.00  100.00  100.00
  cue                                 0.00    0.00    0.00  100.00  100.00  100.00
  frame                                                  –                       –
  addressee                                              –                       –
  roles                             100.00   25.00   40.00  100.00  100.00  100.00
  joint                             100.00   25.00   40.00  100.00  100.00  100.00
  quote+speaker                     100.00   37.50   54.55  100.00  100.00  100.00
  type                              100.00   50.00   66.67  100.00  100.00  100.00
Annotations hit
  quote overlap                     100.00   50.00   66.67  100.00  100.00  100.00
  quote exact                         0.00    0.00    0.00  100.00  100.00  100.00
  quote exact, trimmed                0.00    0.00    0.00  100.00  100.00  100.00
  quote+speaker                     100.00   50.00   66.67  100.00  100.00  100.00
  cue                                 0.00    0.00    0.00  100.00  100.00  100.00
Quotes hit by type
  Direct (1 in gold)                  0.00    0.00    0.00  100.00  100.00  100.00
  Indirect (1 in gold)              100.00  100.00  100.00  100.00  100.00  100.00
Tokens
  quote                             100.00   25.00   40.00  100.00  100.00  100.00
  speaker                           100.00   50.00   66.67  100.00  100.00  100.00
  cue                                 0.00    0.00    0.00  100.00  100.00  100.00
Speakers of quotes hit
  right                                             100.00                  100.00
  exact                                             100.00                  100.00
  right or named                                    100.00                  100.00
  right when given                                  100.00                  100.00
  abstained                                           0.00                    0.00
  spurious where nobody is                               –                       –
Counts
  predicted                                              1                       2
  predicted without a token                              0                       0
  speakers compared                                      1                       2
  words a second                                    12,346                     900

Not annotated in this gold, and so no part of roles and joint: addressee, frame.

Confidence of half                       n    mean   right
  70 to 80                               1   75.00  100.00
  expected calibration error 25.00

Confidence of full                       n    mean   right
  expected calibration error 0.00"""


def test_table() -> None:
    """Pipelines stand side by side; what cannot be compared is a dash, and said below."""
    table = "\n".join(report("gold.jsonl", {"half": HALF, "full": FULL}, {"half": 12345.6, "full": 900.0}))
    assert table == EXPECTED


def test_all_parts() -> None:
    """Nothing is said of missing parts where the gold annotates all; names are shown where they were compared."""
    whole = mark("es regne", speaker="Anna", cue="sagte", frame="Anna sagte", addressee="Carla", speaker_name="Anna")
    found = score([article(whole)], [[whole]], {"a": {0: Name("Anna", "person")}})
    lines = list(report("gold.jsonl", {"fast": found}, {"fast": 1.0}))
    assert not [line for line in lines if "Not annotated" in line]
    assert [line.split() for line in lines if "person: right" in line or "organisation: right of all" in line] == [
        ["person:", "right", "of", "matched", "100.00"],
        ["person:", "right", "of", "all", "100.00"],
        ["organisation:", "right", "of", "all", "0.00"],
    ]
    assert "  frame                             100.00  100.00  100.00" in lines
