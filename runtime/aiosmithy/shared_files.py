"""The AWS config and credentials files: where they are, and what they say.

The grammar is the one that all AWS SDKs share
(https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html); it resembles INI, but Python's ``configparser`` reads
continuation lines, comments and sub-properties differently. :func:`parse_profiles` is pure; :func:`load_shared_files`
reads files, so call it in a thread.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Final, Literal, NoReturn, TypeAlias

from .errors import ConfigurationError

__all__ = [
    "Properties",
    "Sections",
    "SharedFiles",
    "file_locations",
    "home_folder",
    "load_shared_files",
    "parse_profiles",
]

Properties: TypeAlias = "dict[str, str | dict[str, str]]"
"""Names in lower case → value; a property of indented lines ``name = value`` is a dictionary of these."""

Sections: TypeAlias = "dict[str, dict[str, Properties]]"
"""``profile``, ``sso-session`` or ``services`` → name of the section → its properties."""

_MOST_CHARACTERS: Final = 4_000_000
_KINDS: Final = ("profile", "sso-session", "services")
_NAME_CHARACTERS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-/.%@:+"
)


class SharedFiles:
    """Both files, merged: what the credentials file says about a profile wins."""

    __slots__ = ("_config", "_credentials", "config_file", "credentials_file")

    def __init__(
        self,
        config: Sections | None = None,
        credentials: Sections | None = None,
        *,
        config_file: str = "~/.aws/config",
        credentials_file: str = "~/.aws/credentials",
    ) -> None:
        self._config = config or {}
        self._credentials = (credentials or {}).get("profile", {})
        self.config_file = config_file
        self.credentials_file = credentials_file

    @property
    def profiles(self) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
        """All profiles by name."""
        merged = dict(self._config.get("profile", {}))
        for name, properties in self._credentials.items():
            merged[name] = {**merged.get(name, {}), **properties}
        return merged

    @property
    def sso_sessions(self) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
        """The ``sso-session`` sections by name."""
        return self._config.get("sso-session", {})

    @property
    def services(self) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
        """The ``services`` sections by name."""
        return self._config.get("services", {})

    def file_of(self, profile: str, name: str) -> str:
        """The file that a property of a profile comes from, for messages."""
        in_credentials = name in self._credentials.get(profile, {})
        return self.credentials_file if in_credentials else self.config_file

    def __repr__(self) -> str:  # never the values: secrets are among them
        return f"<SharedFiles {self.config_file}, {self.credentials_file}>"


def load_shared_files(environ: Mapping[str, str]) -> SharedFiles:
    """Read both files; one that does not exist counts as empty. Blocks on I/O.

    Raises:
        ConfigurationError: A file cannot be read, or its syntax is broken.
    """
    config_file, credentials_file = file_locations(environ)
    return SharedFiles(
        parse_profiles(_read(config_file), "config", config_file),
        parse_profiles(_read(credentials_file), "credentials", credentials_file),
        config_file=config_file,
        credentials_file=credentials_file,
    )


def home_folder(
    environ: Mapping[str, str],
    *,
    windows: bool = sys.platform == "win32",
    fallback: Callable[[], str] = lambda: os.path.expanduser("~"),
) -> str:
    """The folder that has the user's ``.aws``."""
    home = environ.get("HOME", "")
    if windows and not home:
        home = environ.get("USERPROFILE", "")
        if not home and environ.get("HOMEDRIVE") and environ.get("HOMEPATH"):
            home = environ["HOMEDRIVE"] + environ["HOMEPATH"]
    return home or fallback()


def file_locations(
    environ: Mapping[str, str],
    *,
    windows: bool = sys.platform == "win32",
    fallback_home: Callable[[], str] = lambda: os.path.expanduser("~"),
) -> tuple[str, str]:
    """The paths of the config file and of the credentials file."""
    home = home_folder(environ, windows=windows, fallback=fallback_home)
    separator = "\\" if windows else "/"

    def location(variable: str, name: str) -> str:
        path = environ.get(variable) or separator.join(("~", ".aws", name))
        beyond = path[1:2]
        if path.startswith("~") and beyond in ("", "/", separator):
            path = home.rstrip("/" + separator) + path[1:]
        return path

    return (
        location("AWS_CONFIG_FILE", "config"),
        location("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    )


def _read(path: str) -> str:
    try:
        if not os.path.isfile(path):
            return ""
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read(_MOST_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeError) else str(error)
        raise ConfigurationError(
            f"cannot read the AWS file {path}: {reason}; correct the file,"
            " or name another one in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE"
        ) from error
    if len(text) > _MOST_CHARACTERS:
        raise ConfigurationError(
            f"the AWS file {path} is longer than {_MOST_CHARACTERS:,} characters; name another one in"
            " AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE"
        )
    return text


def parse_profiles(
    text: str, kind: Literal["config", "credentials"], file: str = "<text>"
) -> Sections:
    """The sections of a config or credentials file.

    Sections and properties whose names are not allowed are left out, as the SDKs do.

    Raises:
        ConfigurationError: The syntax is broken; the message names file and line.
    """
    parser = _Parser(kind, file)
    for line in text.split("\n"):
        parser.line(line.rstrip("\r"))
    return parser.finish()


class _Parser:
    """Reads one file, line by line."""

    __slots__ = (
        "_credentials",
        "_file",
        "_has_section",
        "_more",
        "_number",
        "_plain_default",
        "_property",
        "_section",
        "_sections",
    )

    def __init__(self, kind: str, file: str) -> None:
        self._credentials = kind == "credentials"
        self._file = file
        self._number = 0
        self._sections: Sections = {each: {} for each in _KINDS}
        self._plain_default: Properties | None = None  # [default] without "profile"
        self._has_section = False
        self._section: Properties | None = None  # None: its lines are left out
        self._property: str | None = None  # "" is a property that is left out
        self._more: list[str] = []  # further lines of its text

    def line(self, line: str) -> None:
        """Read the next line."""
        self._number += 1
        content = line.strip()
        if not content or content[0] in "#;":
            return
        if line[0] == "[":
            self._open(line)
        elif not self._has_section:
            self._fail("Expected a section definition")
        elif self._section is None:
            return
        elif line[0] in " \t":
            self._continue(content, self._section)
        else:
            self._define(line, self._section)

    def finish(self) -> Sections:
        """What was read; a ``[profile default]`` replaces a ``[default]`` wherever it stands."""
        self._join()
        profiles = self._sections["profile"]
        if self._plain_default is not None:
            profiles.setdefault("default", self._plain_default)
        return self._sections

    def _open(self, line: str) -> None:
        for comment in "#;":
            line = line.partition(comment)[0]
        line = line.rstrip()
        if not line.endswith("]"):
            self._fail("Section definition must end with ']'")
        self._join()
        self._has_section = True
        self._property = None
        self._section = self._select(line[1:-1].strip())

    def _select(self, title: str) -> Properties | None:
        """The properties of the section with that title, new or of an earlier one; None if it is not for us."""
        words = title.split()
        if self._credentials:
            words = ["profile", *words]
        elif words == ["default"]:
            if self._plain_default is None:
                self._plain_default = {}
            return self._plain_default
        if len(words) != 2 or words[0] not in _KINDS or not _is_name(words[1]):
            return None
        return self._sections[words[0]].setdefault(words[1], {})

    def _define(self, line: str, section: Properties) -> None:
        name, value = self._split(line, "")
        self._join()
        self._property = name if _is_name(name) else ""
        if self._property:
            section[name] = _without_comment(value).strip()

    def _continue(self, content: str, section: Properties) -> None:
        if self._property is None:
            self._fail("Expected a property definition, found continuation")
        if not self._property:
            return
        before = section[self._property]
        if isinstance(before, str) and before:
            self._more.append(content)
            return
        name, value = self._split(content, " in sub-property")
        nested = before if isinstance(before, dict) else {}
        section[self._property] = nested
        if _is_name(name):
            nested[name] = value.strip()

    def _join(self) -> None:
        """Put the further lines to the text that they belong to, all at once: that takes no longer for many."""
        if self._more and self._section is not None and self._property:
            first = self._section[self._property]
            self._section[self._property] = "\n".join([str(first), *self._more])
        self._more = []

    def _split(self, line: str, where: str) -> tuple[str, str]:
        name, equals, value = line.partition("=")
        name = name.strip().lower()
        if not equals:
            self._fail(f"Expected an '=' sign defining a property{where}")
        if not name:
            self._fail(f"Property did not have a name{where}")
        return name, value

    def _fail(self, problem: str) -> NoReturn:
        raise ConfigurationError(
            f"{self._file}, line {self._number}: {problem}; correct the AWS file"
        )


def _is_name(text: str) -> bool:
    return bool(text) and _NAME_CHARACTERS.issuperset(text)


def _without_comment(value: str) -> str:
    """The value up to a ``#`` or ``;`` that follows a blank."""
    for position, character in enumerate(value):
        if character in "#;" and value[position - 1 : position] in (" ", "\t"):
            return value[:position]
    return value
