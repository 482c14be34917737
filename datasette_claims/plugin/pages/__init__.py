"""The desk's pages: one module each, with what it reads and the context that its template renders.

``frame`` is what all have in common, ``forms`` carries out what people send from them: each form is another way to
say an operation of the API.
"""
