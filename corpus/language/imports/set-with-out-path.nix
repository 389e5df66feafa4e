import { outPath = ../fixtures/pkg; }
