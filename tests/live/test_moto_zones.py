"""Route 53, in restXml: bodies with a namespace, labels that hold paths, errors of their own."""

from __future__ import annotations

from typing import Any

import pytest
from moto_clients import Moto


def test_a_zone_from_its_making_to_its_end(moto: Moto) -> None:
    package = moto.package("route53")
    shapes = package.shapes

    def record(address: str) -> Any:
        return shapes.ResourceRecordSet(
            name="www.example.com.",
            type="A",
            ttl=60,
            resource_records=[shapes.ResourceRecord(value=address)],
        )

    async def change(client: Any, zone: str, action: str, records: Any) -> None:
        batch = shapes.ChangeBatch(
            comment="<moved> & checked",
            changes=[shapes.Change(action=action, resource_record_set=records)],
        )
        done = await client.change_resource_record_sets(
            hosted_zone_id=zone, change_batch=batch
        )
        assert done.change_info.status == "INSYNC"

    async def story(client: Any) -> None:
        made = await client.create_hosted_zone(
            name="example.com.",
            caller_reference="once",
            hosted_zone_config=shapes.HostedZoneConfig(comment="<b> & café"),
        )
        zone = made.hosted_zone.id  # "/hostedzone/Z…": taken as it is given
        assert zone.startswith("/hostedzone/") and made.location
        found = await client.get_hosted_zone(id=zone)
        assert found.hosted_zone.name == "example.com."
        assert found.hosted_zone.config.comment == "<b> & café"
        assert found.delegation_set.name_servers
        zones = client.paginate_list_hosted_zones()
        assert [each.id async for each in zones] == [zone]

        await change(client, zone, "CREATE", record("192.0.2.1"))
        await change(client, zone, "UPSERT", record("192.0.2.2"))
        listed = await client.list_resource_record_sets(hosted_zone_id=zone)
        found = [each for each in listed.resource_record_sets if each.type == "A"]
        assert found == [record("192.0.2.2")]

        with pytest.raises(package.errors.HostedZoneNotEmpty):
            await client.delete_hosted_zone(id=zone)
        await change(client, zone, "DELETE", record("192.0.2.2"))
        await client.delete_hosted_zone(id=zone)

    moto.call(package, story)


def test_a_missing_zone(moto: Moto) -> None:
    package = moto.package("route53")

    async def story(client: Any) -> None:
        with pytest.raises(package.errors.NoSuchHostedZone) as caught:
            await client.get_hosted_zone(id="Z0NONE")

        error = caught.value
        assert (error.code, error.http_status) == ("NoSuchHostedZone", 404)
        assert error.request_id and "Z0NONE" in error.message

    moto.call(package, story)
