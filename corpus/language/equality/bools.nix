[ (true == true) (true == false) (true == 1) ]
