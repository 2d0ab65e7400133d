"""Inputs made of others: what a fuzzer does that knows nothing of the decoder but some words."""

from __future__ import annotations

from random import Random

LONGEST = 4096


def mutated(random: Random, seeds: list[bytes], words: list[bytes]) -> bytes:
    """A seed with a few changes."""
    data = bytearray(random.choice(seeds))
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        _change(random, data, seeds, words)
    return bytes(data[:LONGEST])


def _change(
    random: Random, data: bytearray, seeds: list[bytes], words: list[bytes]
) -> None:
    at = random.randrange(len(data) + 1)
    end = min(len(data), at + random.choice((1, 1, 2, 4, 8, 16, 64)))
    match random.randrange(8):
        case 0 if at < len(data):
            data[at] ^= 1 << random.randrange(8)
        case 1 if at < len(data):
            data[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)))
        case 2:
            data[at:at] = random.choice(words)
        case 3:
            del data[at:end]
        case 4:
            data[at:at] = bytes(data[at:end]) * random.choice((1, 2, 8, 200))
        case 5:
            other = random.choice(seeds)
            start = random.randrange(len(other) + 1)
            data[at:end] = other[start : start + random.randrange(64)]
        case 6:
            data[at:end] = random.choice(words)
        case _:
            data[at:at] = random.randbytes(random.randrange(1, 9))
