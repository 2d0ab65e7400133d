"""Where settings come from: arguments, then environment, then AWS profile.

https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn

from .config import without_user
from .errors import ConfigurationError

if TYPE_CHECKING:
    from .config import Config
    from .shared_files import SharedFiles

__all__ = ["ARGUMENT", "DEFAULT", "Setting", "Sources"]

ARGUMENT: Final = "argument"
"""The origin of what code says."""

DEFAULT: Final = "default"
"""The origin of what nothing says."""

_MOST_SHOWN: Final = 200


class Setting:
    """A value that was found.

    Attributes:
        where: The place, for messages.
        origin: The same, or :data:`ARGUMENT`.
    """

    __slots__ = ("origin", "value", "where")

    def __init__(self, value: Any, where: str, origin: str = "") -> None:
        self.value = value
        self.where = where
        self.origin = origin or where

    def refuse(self, remedy: str) -> NoReturn:
        """Say what is wrong with it."""
        shown = without_user(self.value)
        if len(shown) > _MOST_SHOWN:
            shown = f"{shown[:_MOST_SHOWN]}…"
        raise ConfigurationError(f"{self.where} is {shown}; {remedy}")

    def boolean(self) -> bool:
        """Its value, true or false."""
        if isinstance(self.value, bool):
            return self.value
        text = str(self.value).strip().lower()
        if text not in ("true", "false"):
            self.refuse("set it to true or false")
        return text == "true"

    def choice(self, *known: str) -> str:
        """Its value, which must be one of the words, in any case."""
        text = str(self.value).strip().lower()
        if text not in known:
            self.refuse(f"use {', '.join(known[:-1])} or {known[-1]}")
        return text

    def whole(self, least: int, most: int | None = None) -> int:
        """Its value, a whole number."""
        number = _number(self.value)
        if number is not None and number >= least and (most is None or number <= most):
            return number
        bounds = f", at least {least}" if most is None else f" from {least} to {most}"
        self.refuse(f"give a whole number{bounds}")


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return None


class Sources:
    """Looks settings up in their order of precedence, and keeps in mind where each came from.

    Keys of the profile may be those of a sub-section: ``s3.addressing_style`` is ``addressing_style`` in the lines
    under ``s3 =``.

    Attributes:
        origins: Setting → :data:`ARGUMENT`, the name of its variable, the place of its property, :data:`DEFAULT`, or
            another setting that decides it.
    """

    __slots__ = ("environ", "files", "origins", "profile", "properties")

    def __init__(
        self, profile: str | None, environ: Mapping[str, str], files: SharedFiles
    ) -> None:
        self.environ = environ
        self.files = files
        self.origins: dict[str, str] = {}
        self.profile = "default"
        named = Setting(profile, "profile", ARGUMENT) if profile else None
        if named is not None and not isinstance(profile, str):
            named.refuse("give a text")
        named = named or self.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
        self.note("profile", named)
        if named is not None:
            self.profile = named.value
            if self.profile not in files.profiles and self.profile != "default":
                known = ", ".join(sorted(files.profiles)) or "none"
                named.refuse(
                    f"there is no such profile in {files.config_file} or"
                    f" {files.credentials_file} (there are: {known})"
                )
        self.properties = files.profiles.get(self.profile, {})

    def note(self, name: str, found: Setting | None) -> None:
        """Keep in mind where a setting came from."""
        self.origins[name] = DEFAULT if found is None else found.origin

    def variable(self, *names: str) -> Setting | None:
        """The first of the variables that is set."""
        for name in names:
            value = self.environ.get(name)
            if value:
                return Setting(value, name)
        return None

    def property_(self, *keys: str) -> Setting | None:
        """The first of the profile's properties that is set."""
        for key in keys:
            name, _, inner = key.partition(".")
            value = self.properties.get(name)
            if inner:
                value = value.get(inner) if isinstance(value, Mapping) else None
            if isinstance(value, str) and value:
                file = self.files.file_of(self.profile, name)
                return Setting(value, f"{key} of profile {self.profile!r} in {file}")
        return None

    def find(
        self, name: str, given: Any, variables: tuple[str, ...], *keys: str
    ) -> Setting | None:
        """The setting from the first source that has it."""
        if given is not None:
            found: Setting | None = Setting(given, name, ARGUMENT)
        else:
            found = self.variable(*variables) or self.property_(*keys)
        self.note(name, found)
        return found

    def text(
        self, name: str, given: str | None, variables: tuple[str, ...], *keys: str
    ) -> Setting | None:
        """A text."""
        found = self.find(name, given, variables, *keys)
        if found is not None and not isinstance(found.value, str):
            found.refuse("give a text")
        return found

    def boolean(self, name: str, given: bool | None, variable: str, *keys: str) -> bool:
        """True or false; false if it is set nowhere."""
        found = self.find(name, given, (variable,), *keys)
        return False if found is None else found.boolean()

    def endpoint_url(self, config: Config, service_name: str) -> Setting | None:
        """The endpoint URL: the client's, the service's, then the one for all services.

        https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
        """
        ignored = self.boolean(
            "ignore_configured_endpoint_urls",
            config.ignore_configured_endpoint_urls,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )
        found = None
        if config.endpoint_url is not None:
            found = Setting(config.endpoint_url, "endpoint_url", ARGUMENT)
        elif not ignored:
            found = self._configured_endpoint(service_name.replace(" ", "_"))
        self.note("endpoint_url", found)
        return found

    def _configured_endpoint(self, key: str) -> Setting | None:
        return (
            self.variable(f"AWS_ENDPOINT_URL_{key.upper()}", "AWS_ENDPOINT_URL")
            or self._service_endpoint(key.lower())
            or self.property_("endpoint_url")
        )

    def _service_endpoint(self, key: str) -> Setting | None:
        named = self.property_("services")
        if named is None:
            return None
        section = self.files.services.get(named.value)
        if section is None:
            named.refuse(
                f"there is no [services …] of that name in {self.files.config_file}"
            )
        settings = section.get(key)
        url = settings.get("endpoint_url") if isinstance(settings, Mapping) else None
        where = f"endpoint_url of {key} in [services {named.value}]"
        return Setting(url, where) if url else None
