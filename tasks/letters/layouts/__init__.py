"""The two fixed layouts of a reply letter, and the script that builds the Word one."""
