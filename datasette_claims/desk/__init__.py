"""What people do at the review desk, each as one function over an open database; web and command line share them.

Callers own the transaction: what a function does happens whole or, if it raises, not at all. When it is committed,
``visits.settle`` clears the private file of what it no longer has to hide.
"""
