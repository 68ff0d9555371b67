"""Parameters in words beside their dotted keys: what they are, between which values they vary, where they come from."""

from sim.inventory import entry_of
from sim.show.words import Words


def name(words: Words, key: str) -> str:
    """A parameter, or a section of the configuration, in words; of `key=word`, with the word; nothing if unknown."""
    bare, equals, word = key.partition("=")
    found = words.get(f"parameters.{bare}", words.get(f"parameter_sections.{bare}", ""))
    return f"{found} = {word}" if found and equals else found


def said(words: Words, key: str) -> str:
    """In words, with its key in parentheses; the key alone for what has no words."""
    found = name(words, key)
    return f"{found} ({key})" if found else key


def source(key: str) -> str:
    """What the parameter's own line of code says of where it comes from; nothing for a section."""
    found = entry_of(key.partition("=")[0])
    return found.source if found else ""
