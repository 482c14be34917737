"""``datasette claims train``: trains the encoder's network; needs the extra ``train`` (``docs/models.md``).

Steps from the base model: ``data``, ``start`` (``pretrained``, ``vocabulary``), ``targets``, ``train``, ``export``,
``links``, ``export`` again. A network that was trained before (``reopened``) goes from ``train`` to ``export`` at once.
"""
