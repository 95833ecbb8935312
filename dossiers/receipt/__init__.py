"""What a deposit sets going towards the law: the delay after which silence decides, and its reminders."""
