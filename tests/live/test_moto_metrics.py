"""CloudWatch, in two of the three protocols that it speaks; moto knows no CBOR."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto_clients import Moto

PROTOCOLS = ["awsJson1_0", "awsQuery"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_figures_and_an_alarm(moto: Moto, protocol: str) -> None:
    package = moto.package("cloudwatch", protocol)
    shapes = package.shapes
    space = f"Shop/{protocol}"
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    dimension = shapes.Dimension(name="Host", value="café & <co>")

    async def story(client: Any) -> None:
        figures = [
            shapes.MetricDatum(
                metric_name="Sold",
                dimensions=[dimension],
                timestamp=noon + timedelta(seconds=second),
                value=value,
                unit="Count",
            )
            for second, value in enumerate([1.5, 2.25, 1e-9])
        ]
        await client.put_metric_data(namespace=space, metric_data=figures)
        pages = client.paginate_list_metrics(namespace=space).pages()
        (metric,) = [each async for page in pages for each in page.metrics]
        assert (metric.metric_name, metric.dimensions) == ("Sold", [dimension])

        summed = await client.get_metric_statistics(
            namespace=space,
            metric_name="Sold",
            dimensions=[dimension],
            start_time=noon - timedelta(hours=1),
            end_time=noon + timedelta(hours=1),
            period=3600 * 24,
            statistics=["Sum", "SampleCount"],
        )
        (point,) = summed.datapoints
        assert (point.sample_count, point.unit) == (3.0, "Count")
        assert point.sum == pytest.approx(3.75 + 1e-9, abs=1e-12)
        assert point.timestamp.utcoffset() == timedelta(0)

    moto.call(package, story)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_alarm_from_its_making_to_its_end(moto: Moto, protocol: str) -> None:
    package = moto.package("cloudwatch", protocol)
    name = f"too few of <{protocol}>"

    async def story(client: Any) -> None:
        await client.put_metric_alarm(
            alarm_name=name,
            metric_name="Sold",
            namespace="Shop",
            statistic="Average",
            period=60,
            evaluation_periods=2,
            threshold=0.5,
            comparison_operator="LessThanThreshold",
            actions_enabled=False,
            tags=[package.shapes.Tag(key="k", value="v")],
        )
        found = await client.describe_alarms(alarm_names=[name])
        (alarm,) = found.metric_alarms
        assert (alarm.alarm_name, alarm.threshold, alarm.period) == (name, 0.5, 60)
        assert alarm.actions_enabled is False
        assert alarm.alarm_configuration_updated_timestamp.year >= 2024
        await client.delete_alarms(alarm_names=[name])
        found = await client.describe_alarms(alarm_names=[name])
        assert not found.metric_alarms

    moto.call(package, story)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_missing_dashboard(moto: Moto, protocol: str) -> None:
    package = moto.package("cloudwatch", protocol)

    async def story(client: Any) -> None:
        with pytest.raises(package.errors.CloudWatchError) as caught:
            await client.get_dashboard(dashboard_name="none")

        error = caught.value
        # moto gives it the code of another error than CloudWatch's own DashboardNotFoundError
        assert error.code in ("ResourceNotFound", "DashboardNotFoundError")
        assert error.http_status in (400, 404) and error.message and error.request_id

    moto.call(package, story)
