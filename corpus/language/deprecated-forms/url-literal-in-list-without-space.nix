[http://a.b]
