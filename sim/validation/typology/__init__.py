"""How far what is said of the four dynamics depends on where thresholds are put, on the regime, and on the start.

Thresholds have no empirical status: no source gives them. So the same runs are read under many of them; two
parameters at a time are swept to see which dynamic reigns; and territories that begin with little and with much trust
are followed for fifteen years, to see whether they meet.
"""
