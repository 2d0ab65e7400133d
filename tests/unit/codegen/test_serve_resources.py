"""What the service remembers and answers of a small model's resources, which have what Clean Rooms ML lacks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiosmithy_codegen.selection import select
from behavior_service import Service
from loading import load_ast


def small_model() -> dict[str, Any]:
    def structure(**members: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, (target, *traits) in members.items():
            named = {f"smithy.api#{trait}": {} for trait in traits}
            shape_id = target if "#" in target else f"small#{target}"
            made[name] = {"target": shape_id, "traits": named}
        return {"type": "structure", "members": made}

    def operation(name: str, method: str, uri: str, **traits: Any) -> dict[str, Any]:
        named = {f"smithy.api#{trait}": value for trait, value in traits.items()}
        return {
            "type": "operation",
            "input": {"target": f"small#{name}Input"},
            "output": {"target": f"small#{name}Output"},
            "traits": {"smithy.api#http": {"method": method, "uri": uri}, **named},
        }

    text, required = "smithy.api#String", "required"
    shapes = {
        "Small": {
            "type": "service",
            "version": "1",
            "resources": [{"target": "small#Pet"}],
            "operations": [{"target": "small#Greet"}, {"target": "small#Roll"}],
        },
        "Pet": {
            "type": "resource",
            "identifiers": {"petId": {"target": "small#PetId"}},
            "create": {"target": "small#CreatePet"},
            "read": {"target": "small#GetPet"},
            "update": {"target": "small#UpdatePet"},
            "delete": {"target": "small#DeletePet"},
            "list": {"target": "small#ListPets"},
        },
        "PetId": {
            "type": "string",
            "traits": {"smithy.api#pattern": "^pet-[0-9a-f]{8}$"},
        },
        "PetIds": {"type": "list", "member": {"target": "small#PetId"}},
        "PetView": structure(
            id=("PetId", required), name=(text, required), chip=("Chip", required)
        ),
        "Chip": {
            "type": "string",
            "traits": {"smithy.api#length": {"min": 5, "max": 5}},
        },
        "CreatePet": operation("CreatePet", "POST", "/pets"),
        "CreatePetInput": structure(
            name=(text, required), clientToken=(text, "idempotencyToken")
        ),
        "CreatePetOutput": structure(pet=("PetView", required)),
        "GetPet": operation("GetPet", "GET", "/pets/{petId}"),
        "GetPetInput": structure(petId=("PetId", required, "httpLabel")),
        "GetPetOutput": structure(pet=("PetView",)),
        "UpdatePet": operation("UpdatePet", "PATCH", "/pets/{petId}"),
        "UpdatePetInput": structure(
            petId=("PetId", required, "httpLabel"), name=(text,)
        ),
        "UpdatePetOutput": structure(),
        "DeletePet": operation("DeletePet", "DELETE", "/pets/{petId}"),
        "DeletePetInput": structure(petId=("PetId", required, "httpLabel")),
        "DeletePetOutput": structure(),
        "ListPets": operation("ListPets", "GET", "/pets"),
        "ListPetsInput": structure(),
        "ListPetsOutput": structure(petIds=("PetIds", required)),
        "Greet": operation(
            "Greet",
            "GET",
            "/greet",
            examples=[
                {"title": "any", "input": {"name": "A"}, "output": {"text": "Hi A"}},
                {"title": "bo", "input": {"name": "B"}, "output": {"text": "Hi B"}},
                {
                    "title": "no",
                    "input": {"name": "C"},
                    "error": {"shapeId": "small#Rude", "content": {"message": "Go"}},
                },
            ],
        ),
        "GreetInput": structure(name=(text,)),
        "GreetOutput": structure(text=(text,)),
        "Roll": operation("Roll", "GET", "/roll"),
        "RollInput": structure(sides=("smithy.api#Integer",)),
        "RollOutput": structure(
            sides=("smithy.api#Integer", required), id=("PetId", required), note=(text,)
        ),
    }
    return {"smithy": "2.0", "shapes": {f"small#{k}": v for k, v in shapes.items()}}


@pytest.fixture
def pets() -> Service:
    return Service(select(load_ast(small_model(), "small.json")))


def test_outputs_may_wrap_the_resource(pets: Service) -> None:
    created = pets("CreatePet", name="Rex")["pet"]

    assert re.fullmatch("pet-[0-9a-f]{8}", created["id"])
    assert len(created["chip"]) == 5
    assert pets("GetPet", petId=created["id"]) == {"pet": created}
    assert pets("ListPets") == {"petIds": [created["id"]]}


def test_the_same_client_token_creates_once(pets: Service) -> None:
    one = pets("CreatePet", name="Rex", clientToken="t")

    assert pets("CreatePet", name="Rex", clientToken="t") == one
    assert pets("CreatePet", name="Rex", clientToken="u") != one
    assert len(pets("ListPets")["petIds"]) == 2
    other = pets.refused("CreatePet", name="Max", clientToken="t")
    assert other.wanted[0] == "ConflictException"


def test_updates_merge_and_deletes_remove(pets: Service) -> None:
    pet_id = pets("CreatePet", name="Rex")["pet"]["id"]

    pets("UpdatePet", petId=pet_id, name="Max")
    assert pets("GetPet", petId=pet_id)["pet"]["name"] == "Max"

    pets("DeletePet", petId=pet_id)
    assert pets.refused("GetPet", petId=pet_id).code == "ResourceNotFoundException"
    assert pets.refused("DeletePet", petId=pet_id).code == "ResourceNotFoundException"
    assert pets("ListPets") == {"petIds": []}


def test_examples_answer_operations_without_a_resource(pets: Service) -> None:
    assert pets("Greet", name="B") == {"text": "Hi B"}
    assert pets("Greet", name="Z") == {"text": "Hi A"}
    assert pets.refused("Greet", name="C").code == "Rude"


def test_other_outputs_repeat_the_input_or_are_synthesized(pets: Service) -> None:
    rolled = pets("Roll", sides=6)

    assert rolled["sides"] == 6
    assert re.fullmatch("pet-[0-9a-f]{8}", rolled["id"])
    assert "note" not in rolled
