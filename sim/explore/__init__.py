"""What is learned from a sweep: arrays in, named results out; no file, no picture, no luck but a named one.

    table        the points of a sweep with what came out of each, failures counted and left out
    morris       which parameters matter at all (screening)
    sobol        how much of the variance each parameter carries, alone and with others
    pawn         whether the whole distribution moves with a parameter, not only its variance
    importance   first-order shares from any design, beside what chance alone would give
    prim, tree   in which part of the space a result happens (scenario discovery)
    regimes      which dynamic reigns over two parameters
    clusters     which kinds of trajectories there are
    luck         how much is luck, and how many replicates are enough
    patterns, calibration   which points agree with what is known: plausible worlds for a comparison
    exports      the same tables for SALib and for the EMA workbench

Every function that draws takes a seed, with a default: the same tables give the same numbers.
"""
