"""Making small what fails: a program, however many files it has, becomes one short file that still
shows the same difference or error."""
