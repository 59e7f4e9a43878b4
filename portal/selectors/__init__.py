"""What the portal reads: the frame, languages, announcements, what comes next for a member."""
