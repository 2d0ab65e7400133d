"""What one run of the command makes: jobs, planned by the parent and done in processes of their own."""

from .job import EXCLUDABLE, Compared, Job, Made, Named, Options
from .naming import Claims, claim_names
from .plan import new_jobs
from .records import find_packages, recorded_job
from .run import Outcome, compare_all, generate_all
from .tasks import attempt, processors

__all__ = [
    "EXCLUDABLE",
    "Claims",
    "Compared",
    "Job",
    "Made",
    "Named",
    "Options",
    "Outcome",
    "attempt",
    "claim_names",
    "compare_all",
    "find_packages",
    "generate_all",
    "new_jobs",
    "processors",
    "recorded_job",
]
