from __future__ import annotations

from pathlib import Path

from aiosmithy_codegen.errors import UsageError
from aiosmithy_codegen.jobs import Job, Made, Named, Options
from aiosmithy_codegen.jobs.naming import claim_names, decide
from aiosmithy_codegen.source import ModelSource

OUT = Path("out")


def job(
    location: str,
    sdk_id: str | None,
    *,
    package: str | None = None,
    pattern: bool = False,
) -> Job:
    source = ModelSource(location, (location,), sdk_id=sdk_id, is_of_pattern=pattern)
    return Job(source, OUT, Options(package=package))


def claims(*jobs: Job) -> dict[str, str | None]:
    found = claim_names(jobs).jobs
    return {one.model: one.claim for one in found if isinstance(one, Job)}


def test_a_package_that_one_model_makes_is_its_own() -> None:
    assert claims(
        job("a.json", "ARC Region switch"),
        job("b.json", None),
        job("c.json", "X", package="mine"),
        job("d.json", "?"),
    ) == {
        "a.json": "aiosmithy_arcregionswitch",
        "b.json": None,
        "c.json": "mine",
        "d.json": None,
    }


def test_a_package_that_several_make_is_nobody_s_for_now() -> None:
    assert claims(job("a.json", "S3"), job("b.json", "s 3"), job("c.json", "X")) == {
        "a.json": None,
        "b.json": None,
        "c.json": "aiosmithy_x",
    }


def test_the_same_model_twice_is_one() -> None:
    assert claims(job("a.json", "S3"), job("a.json", "S3")) == {
        "a.json": "aiosmithy_s3"
    }


def test_what_a_glob_found_gives_way_to_what_was_named() -> None:
    globbed = job("botocore:s3@1", "S3", pattern=True)

    found = claim_names([globbed, job("s3.json", "S3")])

    assert [one.model for one in found.jobs if isinstance(one, Job)] == ["s3.json"]
    assert found.gave_way == [globbed]
    assert claim_names([globbed]).gave_way == []


def test_services_of_botocore_with_one_id_are_told_apart_by_their_folders() -> None:
    found = claim_names(
        [
            job("botocore:sms-voice@1", "Pinpoint SMS Voice", pattern=True),
            job("botocore:pinpoint-sms-voice@1", "Pinpoint SMS Voice", pattern=True),
        ]
    ).jobs

    assert [
        (one.claim, one.options.package) for one in found if isinstance(one, Job)
    ] == [
        ("aiosmithy_smsvoice", "aiosmithy_smsvoice"),
        ("aiosmithy_pinpointsmsvoice", None),
    ]


def test_a_folder_s_name_is_not_taken_from_another_service() -> None:
    assert claims(
        job("botocore:sms-voice@1", "Voice"),
        job("botocore:voice@1", "Voice"),
        job("x.json", "SMS Voice"),
    ) == {
        "botocore:sms-voice@1": None,
        "botocore:voice@1": None,
        "x.json": "aiosmithy_smsvoice",
    }


def test_errors_stay_in_their_places() -> None:
    error = UsageError("x")

    assert claim_names([error, job("a.json", "A")]).jobs[0] is error


def test_the_only_one_of_a_name_writes_it_in_the_end() -> None:
    a, b, c, d = (job(f"{name}.json", None) for name in "abcd")
    taken = (d, Made("aiosmithy_d", 1, 1, True))

    found = dict(
        decide(
            [taken],
            [
                (a, Named("aiosmithy_a")),
                (b, Named("aiosmithy_bc")),
                (c, Named("aiosmithy_d")),
            ],
        )
    )

    assert [getattr(found[each], "claim", None) for each in (a, b)] == [
        "aiosmithy_a",
        "aiosmithy_bc",
    ]
    assert str(found[c]) == (
        "c.json: d.json, a model of this run too, makes the same package, aiosmithy_d\n"
        "  Generate one of them by itself, with --package NAME."
    )


def test_of_several_of_one_name_none_writes() -> None:
    jobs = [job(f"{name}.json", None) for name in "abc"]

    found = decide([], [(one, Named("aiosmithy_x")) for one in jobs])

    assert [str(error).partition(",")[0] for _, error in found] == [
        "a.json: b.json",
        "b.json: a.json",
        "c.json: a.json",
    ]
