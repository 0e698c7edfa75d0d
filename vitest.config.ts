import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** What stands for the module `vscode`, which is there in VS Code alone. */
const vscodeDouble = path.join(import.meta.dirname, 'test/support/vscode/index.ts');

/**
 * Four kinds: `unit` touches nothing but memory, `integration` works with real processes and files, `window` with the
 * whole extension in a double of VS Code, and `wine` with the command on Windows, as far as Wine is one.
 */
export default defineConfig({
  test: {
    // `npm test` leaves these out, and `npm test -- --all` does not.
    tags: [{ name: 'long', description: 'takes seconds, or needs what a machine may lack' }],
    projects: [
      // Nothing of a unit test is left behind in memory, so that its modules are loaded once for all files.
      {
        test: {
          name: 'unit',
          maxWorkers: availableParallelism(),
          include: ['test/unit/**/*.test.ts'],
          setupFiles: 'test/support/readClauses.ts',
          // Thousands of random cases may take long where the machine does something else as well.
          testTimeout: 60_000,
          isolate: false,
          alias: { vscode: vscodeDouble },
        },
      },
      {
        test: {
          name: 'integration',
          // These wait for processes more than they compute.
          maxWorkers: 2 * availableParallelism(),
          include: ['test/integration/**/*.test.ts'],
          setupFiles: 'test/support/readClauses.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'window',
          include: ['test/window/**/*.test.ts'],
          setupFiles: 'test/support/readClauses.ts',
          alias: { vscode: vscodeDouble },
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
