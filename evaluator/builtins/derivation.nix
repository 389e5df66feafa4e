/* The global `derivation`. It is lazy: the derivation itself is made when a path of it is asked for.

   Every output is the set of arguments with the outputs, and a few names that tell this one output;
   the result is the first output.

   Messages and positions of the reference show lines and columns of its own text of this function, and
   people search for what they know. So the lines that messages can show stand here as they show them,
   and this comment fills the rest.

   strict                    what derivationStrict makes: drvPath and one path per output
   commonAttrs               what all outputs share
   outputToAttrListElement   one output as listToAttrs wants it

   Only the names in scope here are used: derivationStrict, map and builtins. Nothing of the program
   that calls this can reach in.









*/

/* `outputs` is forced by asking for any attribute at all, since it says which ones there are;
   everything else waits for drvPath or outPath.
*/
drvAttrs@{
  outputs ? [ "out" ],
  ...
}:

let

  strict = derivationStrict drvAttrs;

  commonAttrs =
    drvAttrs
    // (builtins.listToAttrs outputsList)
    // {
      all = map (x: x.value) outputsList;
      inherit drvAttrs;
    };

  outputToAttrListElement = outputName: {
    name = outputName;
    value = commonAttrs // {
      outPath = builtins.getAttr outputName strict;
      drvPath = strict.drvPath;
      type = "derivation";
      inherit outputName;
    };
  };

  outputsList = map outputToAttrListElement outputs;

in
(builtins.head outputsList).value
