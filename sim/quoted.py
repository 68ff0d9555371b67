"""A value as a message quotes it: on one line, and never long, whatever it is."""

import reprlib

LONGEST = 200  # characters: the first screen line that a value may fill


class Cut(reprlib.Repr):
    """`repr` that stops early: lists of which each element is a list again cost no more than what is shown of them."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxstring = self.maxother = self.maxlong = LONGEST
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = 8

    def repr_int(self, value: int, level: int) -> str:
        """A whole number; one that Python itself refuses to write (over 4,300 digits) by its size."""
        if value.bit_length() > 4 * LONGEST:
            return f"{'-' * (value < 0)}(a whole number of some {int(value.bit_length() * 0.30103):,} digits)"
        return super().repr_int(value, level)


CUT = Cut()


def shown(value: object, quotes: bool = False) -> str:
    """A value as it would be typed, cut at LONGEST characters; line breaks and control characters as escapes.

    quotes: around text, as Python writes it, where the text "3" and the number 3 must not look alike.
    """
    if isinstance(value, str) and value:
        text = repr(value[: 2 * LONGEST])
        text = text if quotes else value if value.isprintable() else text[1:-1]
    else:
        text = CUT.repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20]}... ({len(text):,} characters)"
