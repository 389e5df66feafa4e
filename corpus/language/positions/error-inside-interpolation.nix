"abc ${{ }.a} def"
