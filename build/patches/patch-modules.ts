import type { Plugin } from 'vite'

/** A change to a module of Slidev or of a library: the end of its path, and what to put in place of what. */
export interface Patch {
  file: string
  replace: [from: string | RegExp, to: string][]
}

/** What `patchModules` offers to other plugins and to tests. */
export interface PatchApi {
  patches: Patch[]
}

/** For an error: what a maintainer does about a patch that no longer fits. */
const advice = (name: string) => `Look at what changed there, then adapt build/patches/${name}.ts or drop it: build/README.md says what it buys.`

/**
 * Makes `patch`, which stands in `build/patches/<name>.ts`, in `code`.
 * @throws when the text to replace is not there: the library has changed, and the patch has to follow.
 */
export function applyPatch(name: string, code: string, { file, replace }: Patch): string {
  return replace.reduce((patched, [from, to]) => {
    if (typeof from === 'string' ? !patched.includes(from) : patched.search(from) < 0)
      throw new Error(`deck:${name}: ${file} no longer holds ${typeof from === 'string' ? JSON.stringify(from) : from}. ${advice(name)}`)
    return patched.replace(from, () => to)
  }, code)
}

/**
 * A plugin that changes modules of others in the production build, and with `inDev` in `npm run dev` as well. It fails
 * when one of them has changed, or has left the build; among the builds of several workers, that of `entry`.
 * @param name of the file in `build/patches/` that holds the patches, for its errors
 */
export function patchModules(name: string, patches: Patch[], { inDev = false, entry = '' } = {}): Plugin<PatchApi> {
  const unseen = new Set<string>()
  return {
    name: `deck:${name}`,
    api: { patches },
    apply: (_config, { command }) => inDev || command === 'build',
    enforce: 'pre',
    buildStart({ input }) {
      if (this.environment.mode === 'build' && Object.values(input).some(file => file.endsWith(entry)))
        patches.forEach(({ file }) => unseen.add(file))
    },
    transform: {
      order: 'pre',
      handler(code, id) {
        // Vite's dev server numbers the files of packages: `main.ts?v=4a209280`.
        const own = patches.filter(({ file }) => id.replace(/\?v=\w+$/, '').endsWith(file))
        if (own.length === 0)
          return undefined
        own.forEach(({ file }) => unseen.delete(file))
        return { code: own.reduce((patched, patch) => applyPatch(name, patched, patch), code), map: null }
      },
    },
    buildEnd(error) {
      if (!error && unseen.size > 0)
        this.error(`deck:${name}: nothing imports ${[...unseen].join(', ')} any more. ${advice(name)}`)
    },
  }
}
