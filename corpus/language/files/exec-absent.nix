[ (builtins ? exec) (builtins ? importNative) ]
