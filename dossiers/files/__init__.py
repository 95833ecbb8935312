"""Files joined to a dossier: named safely, known by their content, scanned, shown to who may open them."""
