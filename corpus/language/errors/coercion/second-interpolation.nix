"${"a"}${null}"
