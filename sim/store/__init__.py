"""The folder that a run leaves, whole or not at all: configuration, manifest, series, tables for people."""
