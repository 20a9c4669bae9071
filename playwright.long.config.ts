import config from './playwright.config.ts'

/** As long as one may wait at night: every odd program in the browser. */
export default { ...config, use: { ...config.use, isLong: true } }
