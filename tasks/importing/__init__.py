"""What existed before congvu: lists of organisations and mailboxes, read, compared, written."""
