source $stdenv/setup
for phase in unpackPhase patchPhase configurePhase buildPhase checkPhase installPhase; do
    runPhase "$phase"
done
