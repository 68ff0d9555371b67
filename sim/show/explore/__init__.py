"""The report of an analysis of a sweep: figures whose titles are questions, their tables, one page."""
