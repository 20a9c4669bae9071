/**
 * Finds a Chromium to print and test with, without asking anything of the machine: the one the caller names, an
 * installed Chrome, Playwright's own, and at last the one that comes as an npm package.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-chromium'

/** What `chromium.launch` needs. */
export interface Browser {
  executablePath: string
  args: string[]
  env: Record<string, string>
}

/** Files where Chrome, Chromium and Edge are usually installed, per `os.platform()`. */
function installedBrowsers(): string[] {
  const windowsRoots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(root => root !== undefined)
  const macApps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(name => `Applications/${name}.app/Contents/MacOS/${name}`)
  const linuxNames = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge']
  switch (platform()) {
    case 'win32':
      return windowsRoots.flatMap(root => [
        join(root, 'Google\\Chrome\\Application\\chrome.exe'),
        join(root, 'Chromium\\Application\\chrome.exe'),
        join(root, 'Microsoft\\Edge\\Application\\msedge.exe'),
      ])
    case 'darwin':
      return ['/', homedir()].flatMap(root => macApps.map(app => join(root, app)))
    default:
      return ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'].flatMap(folder => linuxNames.map(name => join(folder, name)))
  }
}

/** The variables of this process, those of `extra` on top. */
function environment(extra: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(own), ...extra }
}

/** Chrome refuses its sandbox to root, as in most containers. */
function sandboxArgs(): string[] {
  return platform() === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
}

/** Fallback fonts for a machine that has none; the package's own file points at folders of AWS. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`
}

/**
 * Unpacks `@sparticuz/chromium` once per version into a folder of its own. The package unpacks into the temporary
 * folder it sees, file by file, so it is shown a private one, which is then renamed: of two processes that start at
 * once, the second finds the finished folder.
 */
async function packagedChromium(): Promise<Browser> {
  const require = createRequire(import.meta.url)
  const { version } = require(join(require.resolve('@sparticuz/chromium'), '../../package.json')) as { version: string }
  const folder = join(tmpdir(), `communication-asynchrone-chromium-${version}`)
  if (!existsSync(folder)) {
    await mkdir(tmpdir(), { recursive: true })
    const unfinished = await mkdtemp(`${folder}-`)
    const { TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env
    const before = { TMPDIR, AWS_EXECUTION_ENV, LD_LIBRARY_PATH, FONTCONFIG_PATH }
    // As on AWS, it brings the system libraries that a bare machine lacks.
    Object.assign(process.env, { TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' })
    try {
      const { default: packaged } = await import('@sparticuz/chromium')
      await packaged.executablePath()
      await writeFile(join(unfinished, 'fonts', 'fonts.conf'), fontConfiguration(join(folder, 'fonts')))
    }
    finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined)
          delete process.env[name]
        else
          process.env[name] = value
      }
    }
    await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }))
  }
  return {
    executablePath: join(folder, 'chromium'),
    // Without `--single-process` and `--disable-web-security`, which the package proposes for AWS: the first crashes
    // with several pages, the second would hide requests to other origins.
    args: ['--no-sandbox', '--no-zygote', '--font-render-hinting=none', '--disable-gpu'],
    env: environment({
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    }),
  }
}

/**
 * Where Chromium is and how to start it, as `chromium.launch` takes it.
 * @throws one sentence that names the fix, when there is none.
 */
export async function findBrowser(): Promise<Browser> {
  const named = process.env.CHROME_PATH
  if (named !== undefined) {
    if (!existsSync(named))
      throw new Error(`CHROME_PATH names ${named}, which does not exist: set it to the executable of Chrome or Chromium, or unset it.`)
    return { executablePath: named, args: sandboxArgs(), env: environment() }
  }

  const found = [...installedBrowsers(), chromium.executablePath()].find(path => existsSync(path))
  if (found !== undefined)
    return { executablePath: found, args: sandboxArgs(), env: environment() }

  if (platform() === 'linux' && process.arch === 'x64')
    return packagedChromium()
  throw new Error('No Chrome or Chromium was found: install Google Chrome, or run "npx playwright install chromium", or set CHROME_PATH to an executable.')
}
