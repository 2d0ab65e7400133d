"""The version of runtime and generator, in one place."""

VERSION = "0.1.0"
