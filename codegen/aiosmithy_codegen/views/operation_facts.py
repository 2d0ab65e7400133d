"""What stands in an ``Operation(…)`` besides its functions: authentication, and the steps of its calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from ..auth import accepted_auth
from ..customizations import Attribute, Step, steps_of
from ..errors import shown
from ..json_values import is_list, is_object
from ..literals import literal
from ..model import Member, Shape
from .context import Context
from .discovery import discovered_fact
from .imports import Imports

_SIGV4 = ("aws.auth#sigv4",)
_CHECKSUM = "aws.protocols#httpChecksum"
_MD5 = "smithy.api#httpChecksumRequired"
_COMPRESSION = "smithy.api#requestCompression"
_HEADER = "smithy.api#httpHeader"
_UNSIGNED = "aws.auth#unsignedPayload"
_LONG_POLL = "smithy.api#longPoll"
# The quickest first; S3 sends several at once.
_ALGORITHMS = ("CRC64NVME", "CRC32C", "CRC32", "SHA1", "SHA256", "SHA512", "MD5")


def operation_facts(
    context: Context, operation: Shape, imports: Imports
) -> tuple[str, ...]:
    """Keyword arguments as they stand in the call."""
    return tuple(_Facts(context, operation, imports).lines())


@frozen
class _Facts:
    context: Context
    operation: Shape
    imports: Imports

    def lines(self) -> Iterator[str]:
        auth = accepted_auth(self.context.service, self.operation)
        if auth != _SIGV4:
            yield f"auth={_tuple(map(literal, auth))}"
        if _UNSIGNED in self.operation.traits:
            yield "unsigned_payload=True"
        if self._requires_length():
            yield "requires_length=True"
        steps = steps_of(self.context.model, self.context.service, self.operation)
        adjust = [self._step(step) for step in steps.adjust]
        finish = [*self._of_traits(), *(self._step(step) for step in steps.finish)]
        if adjust:
            yield f"adjust={_tuple(adjust)}"
        if finish:
            yield f"finish={_tuple(finish)}"
        if checks := self._checks() or (steps.checks and self._step(steps.checks)):
            yield f"checks={checks}"
        if steps.complete is not None:
            yield f"complete={self._step(steps.complete)}"
        if steps.copies is not None:
            yield f"copies={self._step(steps.copies)}"
        if _LONG_POLL in self.operation.traits:
            millis = self.operation.traits[_LONG_POLL].get("timeoutMillis", 0)
            yield f"long_poll={literal(int(millis) / 1000)}"
        yield from discovered_fact(self.context, self.operation, self.imports)

    def _requires_length(self) -> bool:
        """https://smithy.io/2.0/spec/streaming.html#requireslength-trait"""
        members = self.context.input(self.operation).members.values()
        shapes = map(self.context.model.target, members)
        return any("smithy.api#requiresLength" in shape.traits for shape in shapes)

    def _of_traits(self) -> Iterator[str]:
        """The body is compressed before its checksum is made."""
        traits = self.operation.traits
        if "gzip" in traits.get(_COMPRESSION, {}).get("encodings", ()):
            self.imports.add("aiosmithy.compression", "compress_body")
            yield "compress_body"
        if _CHECKSUM in traits:
            yield from self._checksum()
        elif _MD5 in traits:
            self.imports.add("aiosmithy.checksums", "content_md5")
            yield "content_md5"

    def _checksum(self) -> Iterator[str]:
        facts = self.operation.traits[_CHECKSUM]
        required = facts.get("requestChecksumRequired") is True
        member = self._member(facts.get("requestAlgorithmMember"))
        arguments = ["required=True"] if required else []
        if member is not None:
            arguments.append(f"algorithm={self._attribute(member)}")
            if _HEADER in member.traits:
                arguments.append(f"header={_header(member)}")
        if arguments:
            self.imports.add("aiosmithy.checksums", "Checksum")
            yield f"Checksum({', '.join(arguments)})"

    def _checks(self) -> str:
        facts = self.operation.traits.get(_CHECKSUM, {})
        member = self._member(facts.get("requestValidationModeMember"))
        offered = facts.get("responseAlgorithms", ())
        algorithms = [name for name in _ALGORITHMS if name in offered]
        if member is None or _HEADER not in member.traits or not algorithms:
            return ""
        self.imports.add("aiosmithy.checksums", "ResponseChecksum")
        names = _tuple(map(literal, algorithms))
        return f"ResponseChecksum(header={_header(member)}, algorithms={names})"

    def _member(self, name: object) -> Member | None:
        if name is None:
            return None
        member = self.context.input(self.operation).members.get(str(name))
        if member is None:
            raise self.context.error(
                self.operation.id,
                f"{_CHECKSUM} names {shown(name)}, which is no member of the input",
                "Name a member of the operation's input.",
            )
        return member

    def _attribute(self, member: Member) -> str:
        return literal(self.context.symbols.member(member.id))

    # --- steps

    def _step(self, step: Step) -> str:
        self.imports.add(f"aiosmithy.{step.module}", step.name)
        if step.arguments is None:
            return step.name
        arguments = [self._argument(argument) for argument in step.arguments]
        arguments += (f"{name}={self._argument(v)}" for name, v in step.keywords)
        return f"{step.name}({', '.join(arguments)})"

    def _argument(self, value: object) -> str:
        if isinstance(value, Attribute):
            return literal(self.context.symbols.member(value.member))
        if is_list(value):
            return _tuple(map(self._argument, value))
        if is_object(value):
            pairs = (f"{literal(k)}: {self._argument(v)}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        return literal(value)


def _header(member: Member) -> str:
    return literal(str(member.traits[_HEADER]).lower())


def _tuple(texts: Iterator[str] | Sequence[str]) -> str:
    found = list(texts)
    return f"({found[0]},)" if len(found) == 1 else f"({', '.join(found)})"
