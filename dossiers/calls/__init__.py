"""The calls as the administration keeps them: settings, what may no longer change, what opening and closing do."""
