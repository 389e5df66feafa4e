Let
