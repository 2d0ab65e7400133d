"""EC2, in ec2Query: lists of structures both ways, filters, a network, and errors that no model names."""

from __future__ import annotations

from typing import Any

import pytest
from moto_clients import Moto

IMAGE = "ami-12c6146b"  # one that moto has


def test_machines_from_their_start_to_their_end(moto: Moto) -> None:
    package = moto.package("ec2")
    shapes = package.shapes
    tags = [shapes.Tag(key="Name", value="web <1> & café"), shapes.Tag(key="team")]

    async def story(client: Any) -> None:
        started = await client.run_instances(
            image_id=IMAGE,
            min_count=2,
            max_count=2,
            instance_type="t3.micro",
            tag_specifications=[
                shapes.TagSpecification(resource_type="instance", tags=tags[:1])
            ],
        )
        names = sorted(each.instance_id for each in started.instances)
        assert len(names) == 2

        await client.wait_until_instance_running(instance_ids=names)
        pages = client.paginate_describe_instances(
            filters=[
                shapes.Filter(name="instance-state-name", values=["running"]),
                shapes.Filter(name="tag:Name", values=["web <1> & café"]),
            ]
        )
        found = [each async for group in pages for each in group.instances]
        assert sorted(each.instance_id for each in found) == names
        for machine in found:
            assert machine.tags == tags[:1]
            assert (machine.image_id, machine.instance_type) == (IMAGE, "t3.micro")
            assert machine.state.code == 16
            assert machine.launch_time.utcoffset() is not None
            assert machine.ebs_optimized is False

        ended = await client.terminate_instances(instance_ids=names)
        states = [each.current_state.name for each in ended.terminating_instances]
        assert states == ["shutting-down"] * 2 or states == ["terminated"] * 2

    moto.call(package, story)


def test_a_network(moto: Moto) -> None:
    package = moto.package("ec2")
    shapes = package.shapes

    async def story(client: Any) -> None:
        vpc = (await client.create_vpc(cidr_block="10.7.0.0/16")).vpc
        assert vpc.cidr_block == "10.7.0.0/16"
        group = (
            await client.create_security_group(
                group_name="web", description="ports & hosts", vpc_id=vpc.vpc_id
            )
        ).group_id
        allowed = await client.authorize_security_group_ingress(
            group_id=group,
            ip_permissions=[
                shapes.IpPermission(
                    ip_protocol="tcp",
                    from_port=443,
                    to_port=443,
                    ip_ranges=[
                        shapes.IpRange(cidr_ip="10.0.0.0/8"),
                        shapes.IpRange(cidr_ip="172.16.0.0/12", description="inner"),
                    ],
                )
            ],
        )
        assert allowed.return_ is True
        (found,) = (
            await client.describe_security_groups(group_ids=[group])
        ).security_groups
        (permission,) = found.ip_permissions
        assert (permission.from_port, permission.to_port) == (443, 443)
        ranges = {each.cidr_ip: each.description for each in permission.ip_ranges}
        assert ranges == {"10.0.0.0/8": None, "172.16.0.0/12": "inner"}

        await client.delete_security_group(group_id=group)
        await client.delete_vpc(vpc_id=vpc.vpc_id)
        with pytest.raises(package.errors.EC2Error) as caught:
            await client.describe_vpcs(vpc_ids=[vpc.vpc_id])
        assert caught.value.code == "InvalidVpcID.NotFound"

    moto.call(package, story)


def test_a_missing_machine(moto: Moto) -> None:
    package = moto.package("ec2")

    async def story(client: Any) -> None:
        with pytest.raises(package.errors.EC2Error) as caught:
            await client.describe_instances(instance_ids=["i-0123456789abcdef0"])

        error = caught.value
        assert error.code == "InvalidInstanceID.NotFound"
        assert "i-0123456789abcdef0" in error.message
        assert (error.http_status, error.fault) == (400, "client")
        assert error.request_id

    moto.call(package, story)
