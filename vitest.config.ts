import { defineConfig } from 'vitest/config';

// Two projects: what needs no process beside the test's own, and what starts an engine or the whole system.
export default defineConfig({
  test: {
    reporters: ['default', './test/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/{unit,local,infrastructure}/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/{contract,system,browser}/**/*.test.ts'],
          globalSetup: './test/system/synthesize-once.ts',
          testTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
