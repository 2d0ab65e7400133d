"""Settings of every call: how often to try, how long to wait, how to read and what to say about oneself."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from .config import JsonParser, RetryMode, RetryOptions, Timeouts
from .defaults_modes import CONNECT_SECONDS
from .errors import ConfigurationError
from .interceptors import Interceptor
from .setting_sources import ARGUMENT, DEFAULT, Setting, Sources

__all__ = [
    "app_id",
    "interceptors",
    "json_parser",
    "retries",
    "timeouts",
    "user_agent_extra",
]

_MODES: Final[Mapping[str, RetryMode]] = {
    "standard": "standard",
    "adaptive": "adaptive",
    "legacy": "standard",  # botocore's own; the standard rules are its successor
}
_MOST_SECONDS: Final = 1e9  # beyond any use, within what clocks can add
_TIMES: Final = ("connect", "read", "attempt", "total")
_LONGEST_APP_ID: Final = 50  # the SDKs' limit
_LONGEST_EXTRA: Final = 500
_LONGEST_NAME: Final = 100


def retries(sources: Sources, given: RetryOptions | int | None) -> RetryOptions:
    """How to retry; botocore's mode ``legacy`` is ``standard`` here."""
    mode, attempts = None, given
    if isinstance(given, RetryOptions):
        mode, attempts = given.mode, given.max_attempts
    found_mode = sources.find("retries.mode", mode, ("AWS_RETRY_MODE",), "retry_mode")
    if found_mode is not None and found_mode.value not in _MODES:
        found_mode.refuse("use standard or adaptive")
    limit = sources.find(
        "retries.max_attempts", attempts, ("AWS_MAX_ATTEMPTS",), "max_attempts"
    )
    if limit is not None and attempts is not None and attempts is given:
        limit.where = "retries"  # a number stands for the options
    return RetryOptions(
        mode="standard" if found_mode is None else _MODES[found_mode.value],
        max_attempts=3 if limit is None else limit.whole(1),
    )


def timeouts(sources: Sources, given: Timeouts | float | None, mode: str) -> Timeouts:
    """How long to wait; a defaults mode says how long for a connection, if nothing else does."""
    found = given if isinstance(given, Timeouts) else Timeouts()
    for name in _TIMES:
        sources.origins[f"timeouts.{name}"] = (
            DEFAULT if found is not given else ARGUMENT
        )
    if found is given:
        return Timeouts(
            **{
                name: _seconds(f"timeouts.{name}", getattr(found, name))
                for name in _TIMES
            }
        )
    # The mode is not among the modes yet if only the metadata service can tell it.
    found.connect = CONNECT_SECONDS.get(mode, CONNECT_SECONDS["standard"])
    if sources.origins["defaults_mode"] != DEFAULT:
        sources.origins["timeouts.connect"] = "defaults_mode"
    if given is not None:
        found.total = _seconds("timeouts", given)
        sources.origins["timeouts.total"] = ARGUMENT
    return found


def _seconds(name: str, value: Any) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value <= _MOST_SECONDS:
        Setting(value, name).refuse("give seconds above 0, or None for no limit")
    return float(value)


def interceptors(given: Any) -> tuple[Interceptor, ...]:
    """The interceptors, if that is what they are."""
    try:
        found = tuple(given)
    except TypeError:
        found = (given,)
    for each in found:
        if not isinstance(each, Interceptor):
            name = type(each).__name__
            raise ConfigurationError(
                f"interceptors has a {name[:_LONGEST_NAME]}; give a sequence of aiosmithy.Interceptor"
            )
    return found


def json_parser(given: object) -> JsonParser:
    """The JSON parser, if it is installed."""
    if given == "json":
        return "json"
    if given != "orjson":
        Setting(given, "json_parser").refuse("use json or orjson")
    try:
        import_module("orjson")
    except ImportError as error:
        raise ConfigurationError(
            "json_parser is 'orjson', which is not installed; run: pip install 'aiosmithy[speed]'"
        ) from error
    return "orjson"


def app_id(sources: Sources, given: str | None) -> str | None:
    """The application's name for the User-Agent header."""
    found = sources.text("app_id", given, ("AWS_SDK_UA_APP_ID",), "sdk_ua_app_id")
    return None if found is None else _printable(found, _LONGEST_APP_ID)


def user_agent_extra(sources: Sources, given: str | None) -> str | None:
    """What else the User-Agent header says, as it is."""
    found = sources.text("user_agent_extra", given, ())
    return None if found is None else _printable(found, _LONGEST_EXTRA)


def _printable(found: Setting, most: int) -> str:
    text: str = found.value
    if len(text) > most or not text.isascii() or not text.isprintable():
        found.refuse(f"give at most {most} printable ASCII characters")
    return text
