"""What an evaluation costs after an edit in the same session, as a part of the first one.

    python -m benchmarks.session_edits ~/nixpkgs

The files are written to a temporary folder; each answer is compared with that of a new session.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from evaluator.session import Session

SYSTEM = '(import NIXPKGS/nixos { system = "x86_64-linux"; configuration = import ./configuration.nix; }).system'
CONFIGURATION = """{
  boot.loader.grub.device = "/dev/sda";
  fileSystems."/".device = "/dev/sda1";
  services.openssh.enable = true;
  services.openssh.ports = [ PORT ];
  services.nginx.enable = true;
  services.postgresql.enable = true;
  documentation.enable = false;
  nixpkgs.overlays = [ (import ./overlay.nix) ];
  MORE
}
"""
OVERLAY = 'self: super: { which = super.which.overrideAttrs (old: { note = "NOTE"; }); }'


def write(folder: Path, port: str, more: str, note: str) -> None:
    """The project with these words in it."""
    texts = {
        "configuration.nix": CONFIGURATION.replace("PORT", port).replace("MORE", more),
        "overlay.nix": OVERLAY.replace("NOTE", note),
    }
    for name, text in texts.items():
        file = folder / name
        if not file.exists() or file.read_text() != text:
            file.write_text(text)


def evaluate(session: Session, folder: Path) -> tuple[str, float]:
    """The derivation's path, and the seconds of processor time that it took."""
    began = time.process_time()
    path: str = session.eval_file(folder / "system.nix").drv_path
    return path, time.process_time() - began


def main(nixpkgs: str) -> None:
    """Measure, and print a line for each edit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "system.nix").write_text(SYSTEM.replace("NIXPKGS", str(Path(nixpkgs).resolve())))
        write(folder, "22", "", "a")
        with Session() as before:  # fills the bytecode cache
            evaluate(before, folder)
        with Session() as session:
            first = evaluate(session, folder)[1]
            print(f"first evaluation                  {first:.2f} s")
            for edit, words in (
                ("an option's value", ("23", "", "a")),
                ("a service more", ("23", "services.redis.enable = true;", "a")),
                ("a package overridden", ("23", "services.redis.enable = true;", "b")),
            ):
                write(folder, *words)
                session.refresh()
                path, seconds = evaluate(session, folder)
                with Session() as new:
                    same = path == evaluate(new, folder)[0]
                print(f"{edit:32}  {seconds / first:.2f} of it{'' if same else ', WRONG'}")


if __name__ == "__main__":
    main(sys.argv[1])
