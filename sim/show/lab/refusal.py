"""A refusal as the page says it, in French and in English: the key, the value, what is allowed."""

from sim.parameter import ParameterError
from sim.show.lab.link import LinkError, entries_of
from sim.show.words import LANGUAGES, Words

TOO_MUCH = "allowed on this page"


class Busy(RuntimeError):
    """Too much is asked of this machine at once."""


def refused(error: Exception) -> tuple[int, dict[str, str]]:
    """(HTTP status, message by language) of an error: 400 when what was asked is at fault, 503 busy, 500 otherwise."""
    if isinstance(error, Busy):
        return 503, {one: Words(one)("lab.busy") for one in LANGUAGES}
    if isinstance(error, LinkError):
        return 400, {one: f"{Words(one)('lab.refused')} {error}" for one in LANGUAGES}
    from sim.command.refusal import explain  # brings Hydra: only when something is refused

    status, text = explain(error)
    if status != 2:
        return 500, {one: Words(one)("lab.failed") for one in LANGUAGES}
    plain = text.removeprefix("error: ")
    return 400, {one: f"{Words(one)('lab.refused')} {in_words(error, one) or plain}" for one in LANGUAGES}


def in_words(error: Exception, language: str) -> str | None:
    """A number out of its range, in the words of the page; None for what only English tells."""
    if language == "en" or not isinstance(error, ParameterError):
        return None
    words, entries = Words(language), entries_of(error.key)
    if not entries or isinstance(entries[0].value, bool) or entries[0].choices or TOO_MUCH in error.allowed:
        return None
    low, high = (words.number(x, 0 if x == int(x) else 2) for x in (entries[0].low, entries[0].high))
    return words("lab.out_of_range", name=error.key, value=str(error.value), low=low, high=high)
