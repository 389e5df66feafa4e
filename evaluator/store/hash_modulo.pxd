# Compiled: every derivation is hashed with its inputs replaced.
cpdef dict replace_inputs(object input_drvs, object modulos)
cpdef dict output_paths(object skeleton, object outputs, object inputs, str store_dir, str name)
