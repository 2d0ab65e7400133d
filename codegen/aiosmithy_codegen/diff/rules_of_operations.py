"""The rules of the service, its operations and their arguments. Arguments are sent: what counts is whether old calls still do."""

from __future__ import annotations

from collections.abc import Iterator

from .rule import BEHAVIOURAL, BREAKING, SAFE, Rule, rule


def service_rules() -> Iterator[Rule]:
    """Of the client as a whole."""
    yield rule("PackageRenamed", BREAKING, "Imports of the old package fail.")
    yield rule("ClientRenamed", BREAKING, "Imports of the old client class fail.")
    yield rule(
        "ErrorBaseRenamed",
        BREAKING,
        "`except` clauses that name the service's base error fail.",
    )
    yield rule(
        "ProtocolChanged", BEHAVIOURAL, "Requests and responses take another form."
    )
    yield rule(
        "ApiVersionChanged",
        BEHAVIOURAL,
        "The client speaks another version of the API.",
    )
    yield rule(
        "SigningNameChanged", BEHAVIOURAL, "Requests are signed for another service."
    )
    yield rule(
        "EndpointPrefixChanged",
        BEHAVIOURAL,
        "Settings of the service's endpoint are found under another name.",
    )
    yield rule(
        "AuthSchemeRemoved",
        BREAKING,
        "Callers that authenticate in this way are refused.",
    )
    yield rule(
        "AuthSchemeAdded", SAFE, "There is one more way to authenticate.", adds=True
    )
    yield rule(
        "EndpointParametersChanged",
        BEHAVIOURAL,
        "The endpoint depends on other settings.",
    )
    yield rule(
        "EndpointRulesChanged",
        BEHAVIOURAL,
        "For some settings requests go elsewhere, or another error is raised.",
    )


def operation_rules() -> Iterator[Rule]:
    """Of methods, paginators and waiters."""
    yield rule("OperationAdded", SAFE, "The client has a new method.", adds=True)
    yield rule("OperationRemoved", BREAKING, "The method is gone.")
    yield rule("MethodRenamed", BREAKING, "The method has another name.")
    yield rule(
        "OperationRenamed",
        BEHAVIOURAL,
        "The same method calls an operation of another name.",
    )
    yield rule("HttpChanged", BEHAVIOURAL, "The request has another method or path.")
    yield rule(
        "IdempotencyChanged",
        BEHAVIOURAL,
        "Whether a repeated call has the effect of one is told otherwise.",
    )
    yield rule(
        "OperationAuthChanged",
        BEHAVIOURAL,
        "The operation is authenticated in another way.",
    )
    yield rule(
        "OperationBecameUncallable",
        BREAKING,
        "It needs what this generator does not implement yet; calling it raises.",
    )
    yield rule(
        "OperationBecameCallable", SAFE, "Calling it no longer raises.", adds=True
    )
    yield rule(
        "OperationErrorAdded",
        BEHAVIOURAL,
        "The call is now documented to raise this error; no `except` clause may expect it.",
    )
    yield rule(
        "OperationErrorRemoved",
        BEHAVIOURAL,
        "The call is no longer documented to raise this error.",
    )
    yield rule("PaginatorAdded", SAFE, "There is a new `paginate_` method.", adds=True)
    yield rule("PaginatorRemoved", BREAKING, "The `paginate_` method is gone.")
    yield rule("PaginatorItemChanged", BREAKING, "The loop gets items of another type.")
    yield rule(
        "PaginatorChanged",
        BEHAVIOURAL,
        "Pages are asked for, or their items found, in another way.",
    )
    yield rule("WaiterAdded", SAFE, "There is a new `wait_until_` method.", adds=True)
    yield rule("WaiterRemoved", BREAKING, "The `wait_until_` method is gone.")
    yield rule(
        "WaiterOperationChanged",
        BREAKING,
        "The waiter polls another method, so its arguments and outcome differ.",
    )
    yield rule("WaiterChanged", BEHAVIOURAL, "The wait ends in other states.")
    yield rule("WaiterDelayChanged", BEHAVIOURAL, "The waiter polls at another pace.")


def argument_rules() -> Iterator[Rule]:
    """Of the arguments of methods."""
    yield rule("ArgumentAdded", SAFE, "It may be left out.", adds=True)
    yield rule(
        "RequiredArgumentAdded", BREAKING, "Old calls do not give it: TypeError."
    )
    yield rule("ArgumentRemoved", BREAKING, "Calls that give it raise TypeError.")
    yield rule(
        "ArgumentRenamed",
        BREAKING,
        "Calls that give it by its old name raise TypeError.",
    )
    yield rule(
        "ArgumentBecameRequired",
        BREAKING,
        "Calls that leave it out, or give None, are refused.",
    )
    yield rule("ArgumentBecameOptional", SAFE, "It may now be left out.")
    yield rule("ArgumentTypeChanged", BREAKING, "It takes another type.")
    yield rule(
        "ArgumentTypeNarrowed",
        BREAKING,
        "Some values that it took are of the wrong type now.",
    )
    yield rule("ArgumentTypeWidened", SAFE, "It takes all that it took, and more.")
    yield rule("ArgumentTypeRespelled", SAFE, "It takes what it took.")
    yield rule(
        "ArgumentOrderChanged",
        SAFE,
        "Arguments are keyword-only: only `help()` shows their order.",
    )
