"""A local service that speaks a model: routes, checks, remembers and answers, without any generated code.

Everything in this package works from the model alone, so that it can disagree with the generated client.
"""
