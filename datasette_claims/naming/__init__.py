"""Names of speakers: comparable forms, and which speakers may be the same, with reasons. Nothing is read or written.

``spelling`` knows words, ``names`` what a name is made of, ``comparing`` finds reasons for two speakers to be one and
reasons against it, ``suggesting`` looks for such pairs among many, ``roles`` reads what a text calls a speaker besides.
"""
