addModules() { export MODULE_PATH="$1/lib/modules${MODULE_PATH:+:}${MODULE_PATH:-}"; }
