"""The names of the four ways in which the same deliberation is written."""

ARRAYS, NUMPY = "arrays, compiled", "arrays, numpy alone"
CAREFUL, TUTORIAL = "Mesa, plain floats on objects", "Mesa, as in its tutorials"
