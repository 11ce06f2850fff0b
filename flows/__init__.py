"""Who does what when: one flow a request type, the use cases, the command."""
