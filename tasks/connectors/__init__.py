"""The ways to a mail system: ``port`` says what each must do, the others do it."""
