{} // (!true)
