"""``aiosmithy diff``: what changed in an API, as the caller of the Python client meets it.

Two readers (a model, a generated package) give one plain description; one comparison gives findings by one table of rules.
"""
