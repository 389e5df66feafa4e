x'
