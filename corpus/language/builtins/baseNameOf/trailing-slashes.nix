map baseNameOf [ "a/" "a//" "/" "//" "" ]
