"""Names that a generated module uses itself, so that nothing modeled may take them."""

from __future__ import annotations

from .names import ANNOTATION_NAMES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BUILTIN_CLASSES = _words(
    "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError"
    " BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError"
    " ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError"
    " Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError"
    " FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError"
    " ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError"
    " KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None"
    " NotADirectoryError NotImplemented NotImplementedError OSError OverflowError"
    " PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError"
    " RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration"
    " StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True"
    " TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError"
    " UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning WindowsError"
    " ZeroDivisionError"
)
"""mypy takes a class that is used before its definition for the builtin of its name. The list is the same on every Python."""

SHAPES_NAMES = _BUILTIN_CLASSES | _words(
    "Any AsyncIterable ByteStream ClassVar Decimal Document EventStream Final Frame IntEnum"
    " Literal Mapping Sequence Shape StrEnum StreamingBlob TYPE_CHECKING TypeAlias UTC Union"
)
"""Classes of ``shapes.py`` and ``enums.py`` may not have these names."""

ERRORS_NAMES = _words(
    "Any ClassVar Decimal Document ERRORS Fault Final Mapping Sequence ServiceError TYPE_CHECKING"
    " UTC"
)
"""Classes of ``errors.py`` may not have these names."""

CLIENT_NAMES = _words("Paginator Presigning Service ServiceClient WaiterOutcome")
"""The client may not have these names."""

CONSTANTS = _words("EPOCH ERRORS SERVICE UTC")
"""Constants of ``operations.py`` may not have these names."""

FUNCTIONS = _words(
    "answer attribute big_integer blob body boolean boolean_text cbor content date_time date_time_text"
    " decimal decimal_text document double epoch_seconds epoch_seconds_text float float_text http_date"
    " http_date_text integer integer_text items json list map media_text prefix_headers result sparse_list"
    " sparse_map text text_list text_map timestamp"
)
"""What of the runtime is called ``read_…`` or ``write_…`` like the functions of a codec."""

METHOD_NAMES = ANNOTATION_NAMES | _words(
    "close config credentials endpoint_url presigner region resolved_config session shapes tuple with_options"
)
"""What every client has anyway, and what the annotations of its methods use."""

MEMBER_NAMES = ANNOTATION_NAMES | _words("attrs redacted")
"""A field of such a name would hide, in its own class body, what the lines below it use."""

ARGUMENT_NAMES = MEMBER_NAMES | _words("operations paginators shapes waiters")
"""An argument of such a name would hide what the body of its method uses."""

ERROR_ATTRIBUTES = MEMBER_NAMES | _words(
    "code fault http_status request_id retryable throttling operation attempts headers body"
    " response_metadata args with_traceback add_note frozenset shapes super"
)
"""What the runtime stores on every error, what exceptions have anyway, and what their own code uses."""
