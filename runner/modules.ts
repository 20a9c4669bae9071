import type { Host } from '../exercises/world/journal.ts'

const ofSlides = ['emittery', './bus/event-bus.ts', './bus/command-runner.ts']

/**
 * The modules that code on a slide can import, by specifier: packages, files of `snippets/` relative to it, and what the programs of
 * `exercises/` talk to, relative to the folder of an exercise. A module is loaded only when the code of a run holds its specifier.
 */
export const importable = [
  ...ofSlides,
  ...['shipping', 'documents', 'jobs', 'stream', 'payments', 'carrier', 'crm', 'orders'].map(world => `../world/${world}.ts`),
]

/** The file of such a module, from the root; a package stands for itself. */
export const fileOf = (specifier: string) => specifier.replace(/^\.\//, 'snippets/').replace(/^\.\.\//, 'exercises/')

/** What the virtual clock is made of; no program can import it. */
export const FAKE_TIMERS = '@sinonjs/fake-timers'

/** Loads one of these modules. */
export type LoadModule = (specifier: string) => Promise<object>

/** What a module may export beside what programs see: called with the run it is loaded for. */
interface Attachable { attach?: (host: Host) => void }

/** The specifiers of modules that stand in the code. */
export const modulesIn = (code: string) => importable.filter(specifier => code.includes(specifier))

/** Thrown by an import of any other module. */
export class UnknownImportError extends Error {
  override name = 'ImportError'

  constructor(specifier: string) {
    super(`Cannot import '${specifier}'. Available: ${ofSlides.join(', ')}`)
  }
}

/** Loads the modules whose specifiers stand in the code. Returns a CommonJS `require` that throws UnknownImportError for others. */
export async function loadModules(code: string, load: LoadModule, host: Host): Promise<(specifier: string) => object> {
  const loaded = new Map<string, object>()
  for (const specifier of modulesIn(code)) {
    const { attach, ...exports }: Attachable = await load(specifier)
    attach?.(host)
    loaded.set(specifier, { __esModule: true, ...exports })
  }
  return (specifier) => {
    const found = loaded.get(specifier)
    if (!found)
      throw new UnknownImportError(specifier)
    return found
  }
}
