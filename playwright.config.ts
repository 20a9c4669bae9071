import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/find-browser.ts'

/** Over the built deck, with whatever Chromium the machine has or the dependencies bring. */
export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  // What comes late on a busy machine is no failure; what never comes is.
  timeout: 900_000,
  expect: { timeout: 180_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 980, height: 552 },
    launchOptions: await findBrowser(),
  },
})
