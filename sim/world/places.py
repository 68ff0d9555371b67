"""Coordinates that were perhaps exchanged, or lost a sign: asked, where the place would otherwise be in Québec."""

from itertools import product

from sim.world.check import Row, WorldError, number

SOUTH, NORTH, WEST, EAST = 44.9, 62.7, -80.0, -57.0  # degrees; the box of Québec
KEY = "territory.elsewhere=true"


def in_quebec(lat: float, lon: float) -> bool:
    """Whether a point, in degrees, is in the box of Québec."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def check_place(row: Row) -> None:
    """Refuse a point outside of Québec that is in it with another sign, or when its coordinates are exchanged."""
    lat, lon = number(row, "lat"), number(row, "lon")
    if in_quebec(lat, lon):
        return
    for (a, b), north, east in product(((lat, lon), (lon, lat)), (1, -1), (1, -1)):
        if in_quebec(north * a, east * b):
            exchanged = "were latitude and longitude exchanged" if (a, b) == (lon, lat) else "is the sign right"
            raise WorldError(
                f"{row.place}: lat = {lat:g}, lon = {lon:g}: {exchanged}? In Québec it would be "
                f"lat = {north * a:g}, lon = {east * b:g}. Correct it; or write {KEY} if the place is meant."
            )
