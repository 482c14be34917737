"""Trains the encoder's network; needs the extra ``train``. The command is in ``docs/models.md``.

Steps: ``pretrained`` (the base model), ``vocabulary``, ``targets``, ``train``, ``export``, ``links``, ``export`` again.
"""
