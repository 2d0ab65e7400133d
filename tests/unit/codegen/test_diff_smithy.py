"""What smithy-diff looks at (its 29 evaluators, smithy 1.73) and which of our rules covers it, or why no client can feel it."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.diff.rules import all_rules

_MEMBER = ("Added", "Removed", "Renamed", "BecameRequired", "BecameOptional")
_TYPE = ("Changed", "Narrowed", "Widened", "Respelled")
_WIRE = ("WireNameChanged", "WireLocationChanged", "WireFormatChanged")
_CONSTRAINTS = ("ConstraintTightened", "ConstraintLoosened", "ConstraintChanged")

COVERED: dict[str, tuple[str, ...]] = {
    "AddedEntityBinding": ("OperationAdded",),
    "RemovedEntityBinding": ("OperationRemoved",),
    "AddedOperationError": ("OperationErrorAdded", "ErrorAdded"),
    "AddedServiceError": ("OperationErrorAdded", "ErrorAdded"),
    "RemovedOperationError": ("OperationErrorRemoved", "ErrorRemoved"),
    "RemovedServiceError": ("OperationErrorRemoved", "ErrorRemoved"),
    "AddedRequiredMember": ("RequiredArgumentAdded", "RequiredMemberAdded"),
    "AddedShape": ("ShapeAdded", "MemberAdded", "ArgumentAdded", "EnumValueAdded"),
    "RemovedShape": (
        *("ShapeRemoved", "MemberRemoved", "ArgumentRemoved", "EnumValueRemoved"),
        *("UnionVariantRemoved", "ShapeRenamed"),
    ),
    "ChangedDefault": ("DefaultChanged", "MemberBecameNullable"),
    "ChangedEnumTrait": (
        *("EnumValueAdded", "EnumValueRemoved", "EnumConstantRenamed"),
        *("EnumValueChanged", "EnumOrderChanged"),
    ),
    "ChangedLengthTrait": _CONSTRAINTS,
    "ChangedRangeTrait": _CONSTRAINTS,
    "ChangedMemberOrder": ("MemberOrderChanged", "ArgumentOrderChanged"),
    "ChangedMemberTarget": (
        *(f"{kind}Type{change}" for kind in ("Argument", "Member") for change in _TYPE),
        "ShapeRenamed",
    ),
    "ChangedNullability": (
        *("ArgumentBecameRequired", "ArgumentBecameOptional"),
        *("MemberBecameRequired", "MemberBecameOptional"),
        *("MemberBecameNullable", "MemberBecameNonNullable"),
    ),
    # The class is called after the operation, whatever the shape: what is felt is what differs in it.
    "ChangedOperationInput": tuple(f"Argument{change}" for change in _MEMBER),
    "ChangedOperationOutput": tuple(f"Member{change}" for change in _MEMBER),
    "ChangedShapeType": ("ShapeKindChanged", "MemberTypeChanged", "EnumBaseChanged"),
    "RemovedAuthenticationScheme": ("AuthSchemeRemoved", "OperationAuthChanged"),
    "ServiceRename": ("ShapeRenamed",),
    # Traits: those with breakingChanges in Smithy's and AWS's definitions that a client heeds.
    "TraitBreakingChange": (
        *_WIRE,
        *("WireTraitChanged", "HttpChanged", "ProtocolChanged", "ConstraintChanged"),
        *("PaginatorRemoved", "PaginatorChanged", "PaginatorItemChanged"),
        *("IdempotencyChanged", "IdempotencyTokenChanged", "ErrorRetryChanged"),
        *("ErrorFaultChanged", "ErrorStatusChanged", "AuthSchemeRemoved"),
        *("OperationAuthChanged", "MemberTypeChanged", "OperationRemoved"),
    ),
    "ModifiedTrait": (
        *("Deprecated", "DeprecationRemoved", "SensitivityChanged", *_WIRE),
        *("WaiterAdded", "WaiterRemoved", "WaiterChanged", "WaiterDelayChanged"),
        *("EndpointRulesChanged", "EndpointParametersChanged", "SigningNameChanged"),
        *("ClientRenamed", "EndpointPrefixChanged", "WireTraitChanged"),
    ),
}
NOT_FELT = {
    "AddedMetadata": "metadata is for tools: no code comes from it",
    "ChangedMetadata": "as AddedMetadata",
    "RemovedMetadata": "as AddedMetadata",
    "AddedTraitDefinition": "a definition is for models; its uses are compared",
    "RemovedTraitDefinition": "as AddedTraitDefinition",
    "ChangedResourceIdentifiers": "identifiers reach a caller as arguments, which are compared",
}
PYTHON = {
    # what smithy-diff cannot see
    *("PackageRenamed", "ErrorBaseRenamed", "ApiVersionChanged", "AuthSchemeAdded"),
    *("MethodRenamed", "OperationRenamed", "PaginatorAdded", "WaiterOperationChanged"),
    *("OperationBecameUncallable", "OperationBecameCallable"),
    *("UnionVariantAdded", "UnionVariantRenamed"),
    *("ErrorRenamed", "ErrorBaseChanged", "ErrorCodeChanged"),
}


def test_smithys_evaluators_are_all_here() -> None:
    assert len(COVERED) + len(NOT_FELT) == 29
    assert not COVERED.keys() & NOT_FELT.keys()


@pytest.mark.parametrize("evaluator", COVERED)
def test_each_is_covered_by_rules_that_there_are(evaluator: str) -> None:
    assert set(COVERED[evaluator]) <= set(all_rules())


def test_each_of_our_rules_covers_one_or_is_about_python() -> None:
    covering = {rule for rules in COVERED.values() for rule in rules}

    assert covering | PYTHON == set(all_rules())
    assert not covering & PYTHON
