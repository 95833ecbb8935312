"""Archives asked for on a page, made by a worker, kept some days for whoever asked."""
