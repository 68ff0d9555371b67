"""The month: its twelve stages in order. The only room that writes state; it does no arithmetic of its own."""

from collections.abc import Callable

from sim.month import money, people
from sim.month.run import Run

STAGES: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("mobilization", people.mobilize),
    ("deliberation", people.deliberate),
    ("priorities", people.set_priorities),
    ("negotiation", money.negotiate),
    ("proposals", money.propose),
    ("award", money.award),
    ("endorsement", money.endorse),
    ("implementation", money.implement),
    ("accountability", people.account_for),
    ("viability", people.balance_books),
    ("adjustment", people.adjust),
    ("events", people.happen),
)
