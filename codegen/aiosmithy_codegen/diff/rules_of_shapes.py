"""The rules of classes, values and errors.

Of a class that is sent, what counts is whether old code still makes it; of one that is received, whether what comes still is
what old code expects. One that is both sent and received gets the worse of the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from .rule import BEHAVIOURAL, BREAKING, SAFE, Rule, both_ways, rule


def shape_rules() -> Iterator[Rule]:
    """Of the classes of ``shapes``."""
    yield rule("ShapeAdded", SAFE, "There is a new class.", adds=True)
    yield rule("ShapeRemoved", BREAKING, "The class is gone; importing it fails.")
    yield rule("ShapeRenamed", BREAKING, "The class has another name.")
    yield rule(
        "ShapeKindChanged",
        BREAKING,
        "The class is of another kind and used otherwise.",
    )
    yield both_ways(
        "MemberAdded",
        (SAFE, "It may be left out."),
        (SAFE, "There is a new attribute."),
        adds=True,
    )
    yield both_ways(
        "RequiredMemberAdded",
        (BREAKING, "Code that makes the class does not give it: TypeError."),
        (SAFE, "There is a new attribute."),
        adds=True,
    )
    yield both_ways(
        "MemberRemoved",
        (BREAKING, "Code that gives it raises TypeError."),
        (BREAKING, "Reading it raises AttributeError."),
    )
    yield rule("MemberRenamed", BREAKING, "The attribute has another name.")
    yield both_ways(
        "MemberBecameRequired",
        (BREAKING, "Code that leaves it out, or gives None, is refused."),
        (SAFE, "It is always there."),
    )
    yield both_ways(
        "MemberBecameOptional",
        (SAFE, "It may now be left out."),
        (BREAKING, "It may be None, which old code does not expect."),
    )
    yield both_ways(
        "MemberBecameNullable",
        (SAFE, "It may now be None."),
        (BREAKING, "It may be None, which old code does not expect."),
    )
    yield both_ways(
        "MemberBecameNonNullable",
        (
            BREAKING,
            "Code that gives None is refused; leaving it out means its default.",
        ),
        (SAFE, "It is never None."),
    )
    yield rule("MemberTypeChanged", BREAKING, "It is of another type.")
    yield both_ways(
        "MemberTypeNarrowed",
        (BREAKING, "Some values that it took are of the wrong type now."),
        (SAFE, "What comes is what old code expects."),
    )
    yield both_ways(
        "MemberTypeWidened",
        (SAFE, "It takes all that it took, and more."),
        (BREAKING, "Values come that old code does not expect."),
    )
    yield rule("MemberTypeRespelled", SAFE, "It is what it was.")
    yield rule(
        "MemberOrderChanged",
        SAFE,
        "Attributes are keyword-only: only `repr` and `attrs.astuple` show their order.",
    )
    yield rule("EnumBaseChanged", BREAKING, "Its members are of another type.")
    yield both_ways(
        "EnumValueAdded",
        (SAFE, "There is a new constant."),
        (BEHAVIOURAL, "A value may come that old code does not know; enums are open."),
        adds=True,
    )
    yield rule("EnumValueRemoved", BREAKING, "The constant is gone.")
    yield rule(
        "EnumValueChanged", BEHAVIOURAL, "The constant stands for another value."
    )
    yield rule("EnumConstantRenamed", BREAKING, "The constant has another name.")
    yield rule(
        "EnumOrderChanged", SAFE, "Only iteration over the enum shows the order."
    )
    yield both_ways(
        "UnionVariantAdded",
        (SAFE, "There is a new variant."),
        (
            BEHAVIOURAL,
            "What came as an unknown variant has a class now; an exhaustive `match` needs a case for it.",
        ),
        adds=True,
    )
    yield rule("UnionVariantRemoved", BREAKING, "The variant's class is gone.")
    yield rule("UnionVariantRenamed", BREAKING, "The variant's class has another name.")


def value_rules() -> Iterator[Rule]:
    """Of what is in arguments and attributes, and how it travels."""
    yield both_ways(
        "DefaultChanged",
        (BEHAVIOURAL, "Code that leaves it out means another value."),
        (BEHAVIOURAL, "Where the service leaves it out, another value stands for it."),
    )
    yield rule(
        "IdempotencyTokenChanged",
        BEHAVIOURAL,
        "Whether the client makes a token where none is given is another.",
    )
    yield rule(
        "SensitivityChanged",
        BEHAVIOURAL,
        "Whether `repr` and messages show the value is another.",
    )
    yield both_ways(
        "ConstraintTightened",
        (BREAKING, "Values that were allowed are refused."),
        (SAFE, "What comes is what old code expects."),
    )
    yield both_ways(
        "ConstraintLoosened",
        (SAFE, "All values that were allowed still are."),
        (BEHAVIOURAL, "Values may come that were not allowed before."),
    )
    yield rule("ConstraintChanged", BEHAVIOURAL, "Other values are allowed.")
    yield rule(
        "WireNameChanged",
        BEHAVIOURAL,
        "It is sent, or looked for, under another name.",
    )
    yield rule("WireLocationChanged", BEHAVIOURAL, "It travels elsewhere.")
    yield rule("WireFormatChanged", BEHAVIOURAL, "Its value is written otherwise.")
    yield rule(
        "WireTraitChanged",
        BEHAVIOURAL,
        "Requests or responses are made, checked or sent otherwise.",
    )
    yield rule("Deprecated", SAFE, "It still works, and is advised against.")
    yield rule("DeprecationRemoved", SAFE, "It is no longer advised against.")


def error_rules() -> Iterator[Rule]:
    """Of the classes of ``errors``."""
    yield rule(
        "ErrorAdded",
        SAFE,
        "The service's base error still catches what now has a class of its own.",
        adds=True,
    )
    yield rule(
        "ErrorRemoved", BREAKING, "`except` clauses that name it raise AttributeError."
    )
    yield rule("ErrorRenamed", BREAKING, "The exception class has another name.")
    yield rule(
        "ErrorBaseChanged",
        BREAKING,
        "`except` clauses that name its old base no longer catch it.",
    )
    yield rule("ErrorCodeChanged", BEHAVIOURAL, "The class is raised for another code.")
    yield rule("ErrorFaultChanged", BEHAVIOURAL, "Another side is to blame.")
    yield rule("ErrorStatusChanged", BEHAVIOURAL, "The error has another HTTP status.")
    yield rule("ErrorRetryChanged", BEHAVIOURAL, "It is retried otherwise.")
