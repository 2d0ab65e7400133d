"""``application/vnd.amazon.eventstream``: messages with typed headers on a byte stream, signed or not."""
