"""The generator's version, as generated files name it."""

__version__ = "0.1.0"
