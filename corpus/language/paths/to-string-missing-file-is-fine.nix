toString /no/such/file
