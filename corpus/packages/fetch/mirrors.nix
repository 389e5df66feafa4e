[ "https://mirror.example.org" "https://mirror.example.net" ]
