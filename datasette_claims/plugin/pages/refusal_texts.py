"""Every sentence that refuses what a form asked for, as it is raised and as pages say it.

Names in ``%(…)s`` stand for what differs from case to case; those in ``NUMBERS`` for whole numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping

from datasette_claims.plugin.translation import message

NUMBERS = frozenset({"least", "most", "length", "start", "end", "version", "present", "number"})

SENTENCES = (
    # Steps on claims (steps.py, desk/).
    message("This needs the permission %(permission)s."),
    message("You need the permission %(permission)s on the database %(database)s."),
    message("You have this claim in work already; renew the lease instead."),
    message("Nobody has this claim in work."),
    message("Nobody has this claim in work; take it first."),
    message("%(name)s has this claim in work."),
    message("%(name)s has this claim in work; take it first."),
    message("The earlier answers of this round cannot be found; reopen the claim to start it again."),
    message("Another claim took the place of this one; correct that one instead."),
    message("Whoever answered this claim cannot settle the dispute; a third person must."),
    message("The last step on this claim cannot be taken back."),
    message("The last step on this claim was taken by %(name)s."),
    message("The claim has changed since you read it: its version is %(present)s, not %(version)s."),
    message("You have answered this claim; somebody else must give the next verdict."),
    message("Something else has happened to this claim since."),
    message("The claim is retired: its article no longer holds it, or another took its place."),
    message("This claim is known to repeat that one already."),
    message("%(claim)s stands for what %(of)s repeats; say it of %(of)s instead."),
    message(
        "%(file)s: an earlier answer on this claim is missing or was changed."
        " Restore the file from a copy, or reopen the claim."
    ),
    message("This speaker was merged already; take that back first."),
    message("This speaker was not merged into another."),
    message("Nobody said that these are two."),
    message("It is known that these are two."),
    message("No correction of the article calls for another look at this claim."),
    message("Nobody added that name."),
    message("That name is known already."),
    message("There is no claim %(id)s."),
    message("There is no article %(id)s."),
    message("There is no speaker %(id)s."),
    message("There is no bulk step %(id)s."),
    message("No filters are saved as %(name)s."),
    # Requests and databases (plugin/, database/transactions.py).
    message("There can be no such %(part)s."),
    message("There is no such database."),
    message("You do not have permission to read the claims of this database."),
    message("This database holds no claims, or needs: datasette claims migrate."),
    message("A database in memory cannot be reviewed."),
    message("%(database)s: the database is served as immutable, so nothing can be changed here."),
    message("%(database)s: the database is read-only, so nothing can be changed here."),
    message("%(database)s: somebody else is writing to the database. Try again in a few seconds."),
    message("Somebody else is writing to the database. Try again in a few seconds."),
    message("Sign in first, or send a token."),
    message("An actor's id must be at most %(most)s printable characters."),
    message("Other sites may not write here."),
    message("This address answers %(methods)s only."),
    message("This page has no such form."),
    message("Send the form as %(type)s."),
    message("Send the body as %(type)s."),
    message("Send the body as %(type)s; forms and plain text are refused."),
    message("The form cannot be read: %(error)s"),
    message("The body is not valid JSON: %(error)s"),
    message("The body must be a JSON object."),
    message("The body is larger than %(most)s bytes."),
    message("The connection ended before the body did."),
    message("a key is there twice."),
    message("%(value)s is no number."),
    message("%(value)s is too large."),
    # Fields of verdicts (steps.py, desk/reviewing.py).
    message("a verdict is missing"),
    message("a verdict is a review of its own"),
    message("a summary belongs to a verdict"),
    message("judge extraction or attribution"),
    message("disputed; it needs a ruling"),
    message("reviewers have judged it; reopen the claim to have it judged again"),
    message("publishing changes no rating"),
    message("a correction changes a rating, a flag, the summary or the evidence"),
    message("another verdict needs a sentence that sums it up"),
    message("it must be confirmed that the speaker said it (verbatim or faithful)"),
    message("a sentence that sums up the verdict is missing"),
    message("at least one piece of evidence is missing"),
    message("tell readers what changed and why"),
    message("tell readers why"),
    message("say why answers that others gave shall count no more"),
    message("say why these claims are not checked"),
    message("unknown: %(values)s"),
    message("%(value)s is not one of %(options)s"),
    # Fields of everything else (correction.py, anchors.py, desk/, database/).
    message("must be there"),
    message("cannot be read"),
    message("must be %(least)s to %(most)s"),
    message("must be one of %(options)s"),
    message("must be a date like 2025-02-26"),
    message("must be a web address that begins with https:// or http://"),
    message("no such date or time"),
    message("not a web address"),
    message("holds characters that cannot be printed"),
    message("holds characters that cannot be shown"),
    message("holds no letter"),
    message("this is there more than once"),
    message("these words do not stand in the article"),
    message("a quote has at least one part"),
    message("there is no cue"),
    message("there is no speaker"),
    message("[%(start)s, %(end)s) is not within the text, which has %(length)s characters"),
    message("[%(start)s, %(end)s) holds nothing but white space"),
    message("[%(start)s, %(end)s) cuts a character in two"),
    message("the parts must follow each other, with something between them"),
    message("the claim %(claim)s stands there already; correct that one"),
    message("name something to change; the claim is that already"),
    message("name another claim"),
    message("name 1 to %(most)s claims"),
    message("name claims, or say with where which are meant"),
    message("name some"),
    message("this selects more than %(most)s claims; narrow it"),
    message("give them a name"),
    message("there are no filters"),
    message("the desk keeps at most %(most)s filters; remove one first"),
    message("this is not the next of a page in this order"),
    message("name a rule to change"),
    message("there is no such rule; there are %(options)s"),
    message("that speaker is this one already"),
    message("give the other speaker a name of their own"),
    message("not of this speaker: %(claims)s"),
    message("this has not the form of such an id"),
    message("the speaker has %(has)s, the file says %(new)s"),
    message("that is %(speaker)s; merge the two instead"),
    message("only a step on one claim can depend on its version"),
    message("send the claim's version, or the ETag of its JSON"),
    message("send 1 to 200 printable ASCII characters without blanks"),
    message("you have used it for another request; choose a new one"),
)
"""What is said as it is raised."""

OTHERWISE: Mapping[str, str] = {
    "The claim is %(state)s; this step needs one that is %(states)s.": message(
        "This step cannot be taken while the claim’s state is “%(state)s”, only from: %(states)s."
    ),
    # What pydantic says of fields (desk/validation.py).
    "Field required": message("must be there"),
    "Unexpected keyword argument": message("does not belong here"),
    "Input should be greater than or equal to %(least)s": message("must be at least %(least)s"),
    "Input should be less than or equal to %(most)s": message("must be at most %(most)s"),
    "Input should be a valid %(kind)s": message("has not the right form"),
    "Input should be an object": message("has not the right form"),
    "Input should be %(options)s": message("must be one of %(options)s"),
    "String should match pattern %(pattern)s": message("has not the right form"),
    "String should have at least %(least)s character": message("must not be empty"),
    "String should have at most %(most)s characters": message("must be no longer than %(most)s characters"),
    "Tuple should have at least %(least)s item after validation, not %(number)s": message("must not be empty"),
    "Tuple should have at most %(most)s items after validation, not %(number)s": message(
        "there may be no more than %(most)s"
    ),
    "Value error, %(error)s": "%(error)s",
}
"""What is raised for programs, each with what pages say instead."""
