import { defineConfig } from 'vitest/config';

/**
 * Two speeds: `unit` touches nothing but memory, `integration` works with real processes and files; `wine` does so on
 * Windows, as far as Wine is one.
 */
export default defineConfig({
  test: {
    projects: [
      // Nothing of a unit test is left behind in memory, so that its modules are loaded once for all files.
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          setupFiles: 'test/support/readClauses.ts',
          // Thousands of random cases may take long where the machine does something else as well.
          testTimeout: 60_000,
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: 'test/support/readClauses.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // Takes a Windows to be made by Wine first.
      {
        test: {
          name: 'wine',
          include: ['test/wine/**/*.test.ts'],
          setupFiles: 'test/support/readClauses.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
