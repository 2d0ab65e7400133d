"""From files to a model: a reader of each format gives documents, ``assemble`` makes one :class:`~aiosmithy_codegen.model.Model` of them."""
