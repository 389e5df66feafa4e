"${{
  __toString = self: self.name;
}}"
