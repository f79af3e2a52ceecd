import { defineConfig } from 'vitest/config';

// What needs no process beside the test's own, the local run piece by piece, and what starts an engine or the whole system.
export default defineConfig({
  test: {
    reporters: ['default', './test/summary-reporter.ts'],
    // More whole systems do not get on beside each other, and one number for all leaves no worker waiting for a project to end.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Rules keep nothing between calls, and what a test replaces it puts back: modules are read once, not for each file.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/{local,infrastructure}/**/*.test.ts'],
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
        },
      },
    ],
  },
});
