(import ../../fixtures/pkg).version
