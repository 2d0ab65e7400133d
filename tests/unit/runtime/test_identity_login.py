"""Credentials of ``aws login``: the cases that the SDKs share, the proof of possession, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.config import Config
from aiosmithy.errors import IdentityError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import Credentials, SignInRequiredError
from aiosmithy.identity.dpop import load_key, proof
from aiosmithy.identity.login import LoginResolver
from aiosmithy.identity.profile import ProfileResolver
from aiosmithy.session import Session
from aiosmithy.shared_files import SharedFiles
from aiosmithy.testing import VirtualTime
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from sign_ins import NOW, at, login_file, put, read, reply, session

WHO = "arn:aws:iam::111122223333:user/admin"
KEY = ec.generate_private_key(ec.SECP256R1())
SECRETS = ("old-secret", "old-session", "old-refresh", "PRIVATE KEY")


def pem(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = KEY,
    form: PrivateFormat = PrivateFormat.TraditionalOpenSSL,
    encryption: KeySerializationEncryption | None = None,
) -> str:
    return key.private_bytes(Encoding.PEM, form, encryption or NoEncryption()).decode()


PEM = pem()


def login(left: float, **changes: object) -> dict[str, object]:
    """What the CLI keeps; ``left`` are the seconds until the credentials' end."""
    known = {
        "accessToken": keys(left),
        "tokenType": "aws_sigv4",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": "old-refresh",
        "idToken": "an-id-token",
        "dpopKey": PEM,
    }
    return {k: v for k, v in {**known, **changes}.items() if v is not None}


def keys(left: float, name: str = "old", **changes: object) -> dict[str, object]:
    known = {
        "accessKeyId": f"{name}-key",
        "secretAccessKey": f"{name}-secret",
        "sessionToken": f"{name}-session",
        "accountId": "111122223333",
        "expiresAt": at(left),
    }
    return {k: v for k, v in {**known, **changes}.items() if v is not None}


def renewed(
    request: HttpRequest, asked: list[HttpRequest] | None = None
) -> HttpResponse:
    if asked is not None:
        asked.append(request)
    return reply(
        {
            "accessToken": {
                "accessKeyId": "new-key",
                "secretAccessKey": "new-secret",
                "sessionToken": "new-session",
            },
            "tokenType": "aws_sigv4",
            "expiresIn": 900,
            "refreshToken": "new-refresh",
        }
    )


def refused(error: str) -> Callable[[HttpRequest], HttpResponse]:
    body = {"error": error, "message": "old-refresh"}
    answer = reply(body, 400, "AccessDeniedException")
    return lambda request: answer


def resolve(shared: Session) -> Credentials:
    config = Config(region="eu-west-1")
    resolver = LoginResolver(WHO, profile="my profile", session=shared, config=config)
    return asyncio.run(resolver.resolve())


def refusal(shared: Session) -> IdentityError:
    with pytest.raises(IdentityError) as raised:
        resolve(shared)
    assert not any(secret in str(raised.value) for secret in SECRETS)
    return raised.value


def nothing(request: HttpRequest) -> HttpResponse:
    raise AssertionError("nothing is to be sent")


def credentials(left: float, name: str = "old") -> Credentials:
    return Credentials(
        f"{name}-key",
        f"{name}-secret",
        f"{name}-session",
        NOW + timedelta(seconds=left),
        "111122223333",
    )


def test_credentials_that_hold_are_used(tmp_path: Path) -> None:
    put(login_file(tmp_path, WHO), login(301))

    assert resolve(session(tmp_path, nothing)) == credentials(301)


def test_credentials_near_their_end_are_renewed_and_written_back(
    tmp_path: Path,
) -> None:
    path = login_file(tmp_path, WHO)
    put(path, login(300))
    asked: list[HttpRequest] = []
    shared = session(tmp_path, lambda request: renewed(request, asked))

    assert resolve(shared) == credentials(900, "new")

    (request,) = asked
    assert request.url == "https://eu-west-1.signin.aws.amazon.com/v1/token"
    assert "authorization" not in request.headers
    assert isinstance(request.body, bytes)
    assert json.loads(request.body) == {
        "clientId": "arn:aws:signin:::devtools/same-device",
        "grantType": "refresh_token",
        "refreshToken": "old-refresh",
    }
    assert read(path) == login(
        0, accessToken=keys(900, "new"), refreshToken="new-refresh"
    )
    assert list(path.parent.iterdir()) == [path]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_each_attempt_has_a_proof_of_its_own(tmp_path: Path) -> None:
    put(login_file(tmp_path, WHO), login(0))
    proofs: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        proofs.append(request.headers["dpop"])
        return renewed(request) if len(proofs) == 2 else reply({}, 500)

    resolve(session(tmp_path, answer))

    first, second = (verified(each) for each in proofs)
    assert first["htm"] == second["htm"] == "POST"
    assert first["htu"] == "https://eu-west-1.signin.aws.amazon.com/v1/token"
    assert first["iat"] == int(NOW.timestamp())
    assert first["jti"] != second["jti"]


def verified(text: str) -> dict[str, Any]:
    """What a proof claims; its signature is checked with the key that it names, which has to be ours."""
    head, body, signature = text.split(".")
    known = json.loads(decoded(head))
    point = KEY.public_key().public_numbers()
    assert known.keys() == {"typ", "alg", "jwk"}
    assert (known["typ"], known["alg"]) == ("dpop+jwt", "ES256")
    assert (known["jwk"]["kty"], known["jwk"]["crv"]) == ("EC", "P-256")
    assert decoded(known["jwk"]["x"]) == point.x.to_bytes(32, "big")
    assert decoded(known["jwk"]["y"]) == point.y.to_bytes(32, "big")
    both = decoded(signature)
    assert len(both) == 64
    r, s = int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big")
    KEY.public_key().verify(
        encode_dss_signature(r, s), f"{head}.{body}".encode(), ec.ECDSA(SHA256())
    )
    claims: dict[str, Any] = json.loads(decoded(body))
    return claims


def decoded(text: str) -> bytes:
    assert "=" not in text
    return urlsafe_b64decode(text + "==")


def test_a_coordinate_with_leading_zeros_keeps_its_length() -> None:
    short = ec.derive_private_key(379, ec.SECP256R1())
    assert short.public_key().public_numbers().x < 2**248

    head = proof(short, "POST", "https://example.com", 0, "1").partition(".")[0]

    assert len(decoded(json.loads(decoded(head))["jwk"]["x"])) == 32


def test_both_forms_of_a_key() -> None:
    for form in (PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8):
        assert load_key(pem(form=form)).private_numbers() == KEY.private_numbers()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(ed25519.Ed25519PrivateKey.generate(), PrivateFormat.PKCS8),
        pem(KEY, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")),
    ],
)
def test_a_key_of_another_kind_is_refused_unseen(text: str, tmp_path: Path) -> None:
    path = login_file(tmp_path, WHO)
    put(path, login(0, dpopKey=text))

    error = refusal(session(tmp_path, nothing))

    assert f"{path} has no" in str(error)
    assert "dpopKey; run `aws login --profile 'my profile'`" in str(error)


@pytest.mark.parametrize(
    "document",
    [
        login(900, accessToken=None),
        login(900, refreshToken=None),
        login(900, clientId=None),
        login(900, dpopKey=None),
        login(900, accessToken="old-secret"),
        login(900, accessToken=keys(900, sessionToken=None)),
        login(900, accessToken=keys(900, accountId=None)),
        login(900, accessToken=keys(900, expiresAt="soon")),
        login(900, accessToken=keys(900, secretAccessKey="old-secret\n")),
    ],
)
def test_a_file_without_all_parts_is_refused(
    document: dict[str, object], tmp_path: Path
) -> None:
    put(login_file(tmp_path, WHO), document)

    assert "login" in str(refusal(session(tmp_path, nothing)))


def test_a_file_that_is_not_there_says_what_to_run(tmp_path: Path) -> None:
    error = refusal(session(tmp_path, nothing))

    assert isinstance(error, SignInRequiredError)
    assert "run `aws login --profile 'my profile'`" in str(error)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("TOKEN_EXPIRED", "the sign-in has ended"),
        ("USER_CREDENTIALS_CHANGED", "the password was changed"),
        ("INSUFFICIENT_PERMISSIONS", "signin:CreateOAuth2Token"),
        ("something-else", "AccessDeniedException"),
    ],
)
def test_what_only_the_user_can_mend(code: str, reason: str, tmp_path: Path) -> None:
    put(login_file(tmp_path, WHO), login(100))

    error = refusal(session(tmp_path, refused(code)))

    assert isinstance(error, SignInRequiredError)
    assert reason in str(error)
    assert "run `aws login --profile 'my profile'`" in str(error)


@pytest.mark.parametrize("left", [901, 0])
def test_a_process_that_renewed_first_is_given_time_to_write(
    left: float, tmp_path: Path
) -> None:
    class Meanwhile(VirtualTime):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            put(path, login(0, accessToken=keys(left, "other")))

    path = login_file(tmp_path, WHO)
    put(path, login(0))
    time = Meanwhile(NOW.timestamp())
    shared = session(tmp_path, refused("TOKEN_EXPIRED"), time=time)

    if left:
        assert resolve(shared) == credentials(left, "other")
    else:
        assert isinstance(refusal(shared), SignInRequiredError)


@pytest.mark.parametrize(("left", "serves"), [(100, True), (0, False)])
def test_credentials_serve_through_an_outage_while_they_hold(
    left: float, serves: bool, tmp_path: Path
) -> None:
    put(login_file(tmp_path, WHO), login(left))
    shared = session(tmp_path, lambda request: reply({}, 503))

    if serves:
        assert resolve(shared) == credentials(left)
    else:
        error = refusal(shared)
        assert not isinstance(error, SignInRequiredError)
        assert "cannot renew the credentials of `aws login`" in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        {"accessToken": {}, "expiresIn": 900, "refreshToken": "new"},
        {"accessToken": keys(0), "expiresIn": 0, "refreshToken": "new"},
        {"accessToken": keys(0), "expiresIn": 2**31 - 1, "refreshToken": "new"},
        {"accessToken": keys(0), "expiresIn": 900},
        {
            "accessToken": keys(0, accessKeyId="a\nb"),
            "expiresIn": 900,
            "refreshToken": "new",
        },
    ],
)
def test_an_answer_without_credentials_leaves_the_file_as_it_was(
    answer: dict[str, object], tmp_path: Path
) -> None:
    path = login_file(tmp_path, WHO)
    put(path, login(0))

    error = refusal(session(tmp_path, lambda request: reply(answer)))

    assert "answered without credentials" in str(error)
    assert read(path) == login(0)


@pytest.mark.parametrize("given", ["{home}/x", "~/x", "$HOME/x", "${{HOME}}/x"])
def test_the_folder_can_be_another_one(given: str, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    put(tmp_path / "x" / login_file(tmp_path, WHO).name, login(301))
    folder = given.format(home=tmp_path)

    found = resolve(session(tmp_path, nothing, AWS_LOGIN_CACHE_DIRECTORY=folder))

    assert found == credentials(301)


def test_a_profile_with_a_login_session(tmp_path: Path) -> None:
    files = SharedFiles({"profile": {"dev": {"login_session": WHO}}})
    put(login_file(tmp_path, WHO), login(301))
    resolver = ProfileResolver(files, "dev", session=session(tmp_path, nothing))

    assert asyncio.run(resolver.resolve()) == credentials(301)


def test_without_a_region_the_remedy_is_said(tmp_path: Path) -> None:
    put(login_file(tmp_path, WHO), login(0))
    resolver = LoginResolver(WHO, session=session(tmp_path, nothing))

    with pytest.raises(IdentityError, match="region"):
        asyncio.run(resolver.resolve())


def test_without_cryptography_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "aiosmithy.identity.dpop", raising=False)
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    put(login_file(tmp_path, WHO), login(100))

    error = refusal(session(tmp_path, nothing))

    assert isinstance(error, SignInRequiredError)
    assert "pip install 'aiosmithy[login]'" in str(error)
