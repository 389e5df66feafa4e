./.hidden
