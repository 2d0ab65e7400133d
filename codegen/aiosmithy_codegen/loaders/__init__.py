"""Readers of one model format each; all of them give a :class:`~aiosmithy_codegen.model.Model`."""
