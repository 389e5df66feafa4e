# Compiled: every derivation is hashed with its inputs replaced.
cpdef dict replace_inputs(dict input_drvs, dict modulos)
cpdef dict output_paths(object skeleton, object outputs, object inputs, str store_dir, str name)
