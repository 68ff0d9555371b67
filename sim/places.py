"""A path as a person types it: letter for letter, but for the home folder at its head, as a shell reads it."""

from pathlib import Path


def home(text: str) -> Path:
    """The path that a text names. `~` alone, or `~/` before the rest, is the home folder; `~notes` is a name.

    A shell expands `~/x` when it stands alone, and some shells not after `output=`: the folder is the same in all.
    """
    return Path(text).expanduser() if text == "~" or text.startswith(("~/", "~\\")) else Path(text)
