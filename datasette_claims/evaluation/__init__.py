"""How good an extraction is: predictions beside annotated articles, without any input or output.

``gold`` reads the annotation, ``pairs`` puts both sides in correspondence, ``metric`` and ``hits`` count, ``report``
prints. What each figure means stands in ``docs/evaluation.md``. Figures are per cent unless they say otherwise.
"""
