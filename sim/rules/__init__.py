"""The stages of the month, one page each: arrays, parameters and luck in; arrays out."""
