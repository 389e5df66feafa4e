let c = ({ ... }: 1) c; in c
