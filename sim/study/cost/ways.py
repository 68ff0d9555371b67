"""The names of the three ways in which the same deliberation is written."""

ARRAYS, CAREFUL, TUTORIAL = "arrays, compiled", "Mesa, plain floats on objects", "Mesa, as in its tutorials"
