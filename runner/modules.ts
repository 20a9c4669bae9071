/**
 * The modules that code on a slide can import, by specifier: packages, and files of `snippets/` relative to it. A module is
 * loaded only when the code of a run holds its specifier.
 */
export const importable = ['emittery', './bus/event-bus.ts', './bus/command-runner.ts']

/** What the virtual clock is made of; no program can import it. */
export const FAKE_TIMERS = '@sinonjs/fake-timers'

/** Loads one of these modules. */
export type LoadModule = (specifier: string) => Promise<object>

/** The specifiers of modules that stand in the code. */
export const modulesIn = (code: string) => importable.filter(specifier => code.includes(specifier))

/** Thrown by an import of any other module. */
export class UnknownImportError extends Error {
  override name = 'ImportError'

  constructor(specifier: string) {
    super(`Cannot import '${specifier}'. Available: ${importable.join(', ')}`)
  }
}

/** Loads the modules whose specifiers stand in the code. Returns a CommonJS `require` that throws UnknownImportError for others. */
export async function loadModules(code: string, load: LoadModule): Promise<(specifier: string) => object> {
  const loaded = new Map<string, object>()
  for (const specifier of modulesIn(code))
    loaded.set(specifier, { __esModule: true, ...await load(specifier) })
  return (specifier) => {
    const found = loaded.get(specifier)
    if (!found)
      throw new UnknownImportError(specifier)
    return found
  }
}
