"""Where models come from: MODEL arguments → files → documents, each model with a digest.

Of what the documents say it asks only what tells models from libraries: whether there is a service, what an `apply` is for.
"""

from .finding import find_each, find_models, read_together
from .models import ModelDocuments, ModelSource, read_model
from .strict_json import Source, digest_of, read_source

__all__ = [
    "ModelDocuments",
    "ModelSource",
    "Source",
    "digest_of",
    "find_each",
    "find_models",
    "read_model",
    "read_source",
    "read_together",
]
