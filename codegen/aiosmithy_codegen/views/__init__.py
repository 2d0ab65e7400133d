"""What the templates see: one module for each output file, and what they share.

A view is a frozen class of plain strings, booleans and tuples; it owns every decision, so
that a template only loops, tests and inserts. Views know the model and its symbols; they
know nothing of Jinja, of files, and of how black will break a line.
"""
