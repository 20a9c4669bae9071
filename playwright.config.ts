import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/find-browser.ts'

/** Over the built deck, with whatever Chromium the machine has or the dependencies bring. */
export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 480_000,
  // What comes late on a busy machine is no failure; what never comes is.
  expect: { timeout: 20_000 },
  projects: [
    { name: 'deck', testMatch: '*.spec.ts', testIgnore: ['speed.spec.ts', 'answers.spec.ts'] },
    // Alone: beside other tests it would measure them.
    { name: 'speed', testMatch: 'speed.spec.ts', dependencies: ['deck'] },
    { name: 'answers', testMatch: 'answers.spec.ts', dependencies: ['speed'] },
  ],
  reporter: [['list']],
  use: {
    viewport: { width: 980, height: 552 },
    launchOptions: await findBrowser(),
  },
})
