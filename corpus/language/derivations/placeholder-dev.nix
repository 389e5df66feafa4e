placeholder "dev"
