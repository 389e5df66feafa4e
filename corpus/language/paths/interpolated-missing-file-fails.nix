"${/no/such/file}"
