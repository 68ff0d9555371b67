"""The month: its twelve stages in order. The only room that writes state; it does no arithmetic of its own."""

from collections.abc import Callable

from sim.month import calls, endorsing, envelope, people, works
from sim.month.run import Run

__all__ = ["STAGES", "Run"]

STAGES: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("mobilization", people.mobilize),
    ("deliberation", people.deliberate),
    ("priorities", people.set_priorities),
    ("negotiation", envelope.negotiate),
    ("proposals", calls.propose),
    ("award", calls.award),
    ("endorsement", endorsing.endorse),
    ("implementation", works.implement),
    ("accountability", people.account_for),
    ("viability", people.balance_books),
    ("adjustment", people.adjust),
    ("events", people.happen),
)
