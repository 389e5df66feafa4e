# Sourced by every builder: puts the inputs on PATH and defines the phases.
set -eu
for input in $buildInputs $nativeBuildInputs; do
    PATH="$input/bin${PATH:+:}${PATH:-}"
done
runPhase() {
    echo "phase $1"
    eval "${!1:-$1}"
}
