"""The JSON API of the review desk: what may be asked (``requests``), what is answered (``answers``), and by what.

``operations`` lists every operation once; the routes and the OpenAPI document are both made from that list.
"""
