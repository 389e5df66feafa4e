a:/b
