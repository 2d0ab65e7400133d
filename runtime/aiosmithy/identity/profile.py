"""What a profile of the AWS files says about credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import IdentityError
from .base import Credentials, IdentityNotFoundError, IdentityResolver, static_keys

if TYPE_CHECKING:
    from ..shared_files import SharedFiles

__all__ = ["SharedFilesResolver"]

# What a profile may use instead of static keys, and the resolver that it would take.
_NOT_YET: Final = (
    ("role_arn", "assume role"),
    ("web_identity_token_file", "web identity"),
    ("sso_session", "SSO"),
    ("sso_start_url", "SSO"),
    ("sso_account_id", "SSO"),
    ("login_session", "login"),
    ("credential_process", "credential_process"),
)


class SharedFilesResolver(IdentityResolver):
    """Reads the static keys of a profile in the shared config and credentials files."""

    __slots__ = ("_files", "_profile")

    def __init__(self, files: SharedFiles, profile: str = "default") -> None:
        self._files = files
        self._profile = profile

    async def resolve(self) -> Credentials:
        """The profile's keys."""
        files = self._files
        places = f"{files.config_file} and {files.credentials_file}"
        profile = files.profiles.get(self._profile)
        if profile is None:
            raise IdentityNotFoundError(f"no profile {self._profile!r} in {places}")
        texts = {
            name: value for name, value in profile.items() if isinstance(value, str)
        }
        has_keys = bool(texts.get("aws_access_key_id"))
        for name, way in _NOT_YET:
            # A role wins over keys beside it: they may be there only to assume it.
            if texts.get(name) and (not has_keys or name == "role_arn"):
                raise IdentityError(
                    f"profile {self._profile!r} uses {name} ({way}), which is not"
                    " supported yet; put aws_access_key_id and aws_secret_access_key"
                    " into a profile, or pass credentials= to the client"
                )
        return static_keys(
            texts,
            (
                "aws_access_key_id",
                "aws_secret_access_key",
                "aws_session_token",
                "aws_account_id",
            ),
            f"profile {self._profile!r} of {places}",
        )

    def __repr__(self) -> str:
        return f"SharedFilesResolver({self._profile!r})"
