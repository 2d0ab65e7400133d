"""The generator: reads a service model and renders an async Python client.

Data flows one way: source → load → select → overlay → symbols → views → render → format → output.
A generated client never imports this package.
"""
