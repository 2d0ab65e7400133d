"""Where settings come from: arguments, then environment, then AWS profile.

https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .config import Config
    from .shared_files import SharedFiles

__all__ = ["Setting", "Sources"]


class Setting:
    """A value that was found, and where, for messages."""

    __slots__ = ("value", "where")

    def __init__(self, value: Any, where: str) -> None:
        self.value = value
        self.where = where

    def refuse(self, remedy: str) -> NoReturn:
        """Say what is wrong with it."""
        raise ConfigurationError(f"{self.where} is {self.value!r}; {remedy}")


class Sources:
    """Looks settings up in their order of precedence."""

    __slots__ = ("environ", "files", "profile", "properties")

    def __init__(
        self, profile: str | None, environ: Mapping[str, str], files: SharedFiles
    ) -> None:
        self.environ = environ
        self.files = files
        self.profile = "default"
        named = Setting(profile, "profile") if profile else None
        named = named or self.variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
        if named is not None:
            self.profile = named.value
            if self.profile not in files.profiles and self.profile != "default":
                known = ", ".join(sorted(files.profiles)) or "none"
                named.refuse(
                    f"there is no such profile in {files.config_file} or"
                    f" {files.credentials_file} (there are: {known})"
                )
        self.properties = files.profiles.get(self.profile, {})

    def variable(self, *names: str) -> Setting | None:
        for name in names:
            value = self.environ.get(name)
            if value:
                return Setting(value, name)
        return None

    def property_(self, name: str) -> Setting | None:
        value = self.properties.get(name)
        if not isinstance(value, str) or not value:
            return None
        file = self.files.file_of(self.profile, name)
        return Setting(value, f"{name} of profile {self.profile!r} in {file}")

    def find(
        self, name: str, given: Any, variables: tuple[str, ...], key: str
    ) -> Setting | None:
        """The setting from the first source that has it."""
        if given is not None:
            return Setting(given, name)
        return self.variable(*variables) or self.property_(key)

    def text(
        self, name: str, given: str | None, variables: tuple[str, ...], key: str
    ) -> Setting | None:
        """A text."""
        found = self.find(name, given, variables, key)
        if found is not None and not isinstance(found.value, str):
            found.refuse("give a text")
        return found

    def boolean(self, name: str, given: bool | None, variable: str, key: str) -> bool:
        """True or false; false if it is set nowhere."""
        found = self.find(name, given, (variable,), key)
        if found is None:
            return False
        if isinstance(found.value, bool):
            return found.value
        text = str(found.value).strip().lower()
        if text not in ("true", "false"):
            found.refuse("set it to true or false")
        return text == "true"

    def endpoint_url(self, config: Config, service_name: str) -> Setting | None:
        """The endpoint URL: the client's, the service's, then the one for all services.

        https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
        """
        if config.endpoint_url is not None:
            return Setting(config.endpoint_url, "endpoint_url")
        ignored = self.boolean(
            "ignore_configured_endpoint_urls",
            config.ignore_configured_endpoint_urls,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )
        if ignored:
            return None
        key = service_name.replace(" ", "_")
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
            named.refuse(f"there is no section [services {named.value}]")
        settings = section.get(key)
        url = settings.get("endpoint_url") if isinstance(settings, Mapping) else None
        where = f"endpoint_url of {key} in [services {named.value}]"
        return Setting(url, where) if url else None
