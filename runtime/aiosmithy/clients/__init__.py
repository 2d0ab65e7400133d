"""Clients that credentials come from: generated like any other, with the operations that identity needs."""
