"""Codecs: shapes to the bytes of one format and back. What generated code calls lies here; the shapes' own functions are generated."""
