"""What the portal reads: header and footer, languages, announcements, what comes next for a member."""
