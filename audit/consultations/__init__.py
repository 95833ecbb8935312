"""What auditors read: noted as it is given, told to the administration and to the team."""
