# An overlay as users write them: change one package, add one, and reach for both `final` and `prev`.
final: prev: {
  zlite = prev.zlite.overrideAttrs (old: { patches = (old.patches or [ ]) ++ [ ./programs/zlite-speed.patch ]; });
  greeterLoud = prev.greeter.override { greeting = prev.lib.toUpper "hello, world"; };
  interpreterPackages = prev.interpreterPackages // {
    extra = final.interpreterPackages.callPackage ({ buildModule, tables }: buildModule { name = "extra"; deps = [ tables ]; }) { };
  };
}
