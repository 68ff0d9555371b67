"""Signs of life of a process that negotiates: measures on plain arrays, nulls beside them, and a run's reduction.

A process lives when what happens in it lasts, spreads and leaves a mark: conflict that comes in episodes, two axes that
are two, trust that compounds, a negotiation that is more than a formula. Nothing here knows a model: `record` says what
any model must leave, and holds the one function that reads it from a history of ours.
"""
