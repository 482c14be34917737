"""What the next page says of a step that was taken, by the name of its operation."""

from __future__ import annotations

from collections.abc import Mapping

from datasette_claims.plugin.translation import message

NOTICES: Mapping[str, str] = {
    "add_claim": message("The claim was added."),
    "adjudicate_claim": message("The dispute is settled."),
    "assess_claim": message("Your assessment was saved."),
    "bulk_step": message("Done with all of them."),
    "change_settings": message("The desk's rules were changed."),
    "correct_claim": message("The correction is published."),
    "decide_repeat": message("Saved."),
    "divide_speaker": message("These claims belong to somebody else now."),
    "fix_extraction": message("The claim was corrected."),
    "identify_speaker": message("Saved."),
    "keep_apart_speakers": message("Saved."),
    "merge_speaker": message("The two are one speaker now."),
    "name_speaker": message("Saved."),
    "next_claim": message("Nothing is left to review here."),
    "publish_claim": message("The verdict is published."),
    "reject_claim": message("The claim was taken out of the queue."),
    "release_claim": message("The claim was given back."),
    "reopen_claim": message("The claim is open again."),
    "remove_filter": message("The list is kept no longer."),
    "review_claim": message("Your verdict was saved."),
    "save_filter": message("The list is kept for the whole desk."),
    "split_speaker": message("The merge was taken back."),
    "take_claim": message("You have this claim in work."),
    "triage_claim": message("The claim is in the queue."),
    "undo_bulk": message("The bulk step was taken back."),
    "undo_step": message("Your last step was taken back."),
    "uphold_claim": message("It is noted that the claim stands."),
    "withdraw_claim": message("The verdict was withdrawn."),
}

UNDOABLE = frozenset(
    {"adjudicate_claim", "assess_claim", "reject_claim", "reopen_claim", "review_claim", "triage_claim"}
)
"""Steps on one claim that the next page offers to take back."""
