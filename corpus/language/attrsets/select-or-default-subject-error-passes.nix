(throw "subject").a or 3
