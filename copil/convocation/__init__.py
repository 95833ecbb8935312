"""What is sent about a session: the convocation, as a PDF and as an event of one's calendar; its update, its end."""
