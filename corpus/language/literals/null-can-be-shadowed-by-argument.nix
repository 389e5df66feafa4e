(null: null) 5
