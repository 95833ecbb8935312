"""The house rules (règlement intérieur): what each says and where it comes from, and how versions differ."""
