"""How far reviewers who judged the same claims independently agree, beyond what chance would give.

Cohen's κ (Cohen 1960, A coefficient of agreement for nominal scales) for pairs of reviewers, Krippendorff's α
(Krippendorff 2011, Computing Krippendorff's Alpha-Reliability) for any number of them and with gaps. Krippendorff's
limits for reading α: at least .80 is reliable, at least .667 allows tentative conclusions, less allows none.
1 is perfect agreement, 0 what chance gives, less than 0 worse than chance.
"""

from __future__ import annotations

from datasette_claims.agreement.answers import Caveat, Rating
from datasette_claims.agreement.measure import Agreement, ReviewerPair, agreement
from datasette_claims.agreement.resampling import Figure

__all__ = ["Agreement", "Caveat", "Figure", "Rating", "ReviewerPair", "agreement"]
