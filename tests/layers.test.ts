import type { Layer } from '../layers.js'
import { existsSync, globSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { expect, it } from 'vitest'
import { everyLayer, importable, layers } from '../layers.js'
import manifest from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const eslint = new ESLint({ cwd: root, ruleFilter: ({ ruleId }) => ruleId.startsWith('boundaries/') })

/** Files of the layers, by layer: a file belongs to the first that names it. */
const filesOf = new Map<string, string[]>()
for (const { name, files } of everyLayer) {
  const earlier = new Set([...filesOf.values()].flat())
  const found = files.flatMap(pattern => globSync(pattern, { cwd: root }).sort())
  filesOf.set(name, found.filter(file => /\.\w+$/.test(file) && !earlier.has(file)))
}

/** A file of the layer, a program if it has one. */
const fileOf = (name: string): string => filesOf.get(name)!.find(file => file.endsWith('.ts')) ?? filesOf.get(name)![0]!

/** Pages are Markdown, which no program is: what they use is found by name. */
const programs = everyLayer.filter(({ name }) => name !== 'pages')

interface Form {
  /** Takes nothing but types. */
  types: boolean
  code: (file: string, no: number) => string
}

const usualForms: Form[] = [
  { types: false, code: (file, no) => `import { a${no} } from '${file}'` },
  { types: true, code: (file, no) => `import type { b${no} } from '${file}'` },
  { types: false, code: (file, no) => `const c${no} = import('${file}')` },
]

/** All that names another file. */
const everyForm: Form[] = [
  ...usualForms,
  { types: false, code: file => `import '${file}'` },
  { types: false, code: (file, no) => `import D${no} from '${file}?worker'` },
  { types: false, code: (file, no) => `const e${no} = new URL('${file}', import.meta.url)` },
  { types: false, code: (file, no) => `export { f${no} } from '${file}'` },
  { types: false, code: file => `export * from '${file}'` },
  { types: true, code: (file, no) => `export type { g${no} } from '${file}'` },
  { types: true, code: (file, no) => `type H${no} = typeof import('${file}')` },
]

/** The lines of a program that are refused. */
async function refused(filePath: string, lines: string[]): Promise<string[]> {
  const text = filePath.endsWith('.vue') ? ['<script setup lang="ts">', ...lines, '</script>', ''] : ['', ...lines, '']
  const [result] = await eslint.lintText(text.join('\n'), { filePath: `${root}${filePath}` })
  expect(result!.fatalErrorCount, result!.messages[0]?.message).toBe(0)
  return [...new Set(result!.messages.filter(({ severity }) => severity === 2).map(({ line }) => text[line - 1]!))]
}

function pathBetween(from: string, to: string): string {
  const path = relative(`${root}${from}/..`, `${root}${to}`)
  return path.startsWith('.') ? path : `./${path}`
}

it('a layer imports only from those under it', () => {
  const notUnder = layers.flatMap((layer, index) => {
    const under = layers.slice(index).map(({ name }) => name)
    return importable(layer).filter(name => !under.includes(name)).map(name => `${layer.name} → ${name}`)
  })
  expect(notUnder).toEqual([])
})

it('names no layer that does not exist', () => {
  const isLayer = (imported: string): boolean => everyLayer.some(({ name }) => name === imported || name.startsWith(`${imported}/`))
  expect(everyLayer.flatMap(({ imports }) => imports).filter(imported => !isLayer(imported))).toEqual([])
})

it.for([
  ['composables/useSimulation.ts', '../components/deck/Diagram.vue'],
  ['simulation/engine/trace.ts', '../../console/roles.ts'],
  ['simulation/engine/trace.ts', '../network/http.ts'],
  ['runner/record.ts', '../simulation/engine/trace.ts'],
  ['snippets/retry.ts', '../composables/useSimulation.ts'],
  ['sync/shared-state.ts', 'vue'],
  ['snippets/retry.ts', '@slidev/client'],
  ['components/deck/Diagram.vue', '../../tests/deck/deck.ts'],
  ['a-new-folder/file.ts', '../vite.config.ts'],
] as const)('refuses in %s the import of %s', async ([file, imported]) => {
  if (imported.startsWith('.'))
    expect(existsSync(join(root, file, '..', imported)), 'the file that is imported exists').toBe(true)
  expect(await refused(file, ['', `import '${imported}'`])).not.toEqual([])
})

it('refuses files by a pattern, which names none', async () => {
  const code = 'const scenarios = import.meta.glob(\'../simulation/scenarios/*.ts\')'
  expect(await refused('composables/useSimulation.ts', [code])).toEqual([code])
})

const layerOf = (name: string): Layer => everyLayer.find(layer => layer.name === name)!
const probes = [
  ...programs.map(layer => ({ layer, file: fileOf(layer.name).replace(/(?:\.d)?\.\w+$/, '.ts'), forms: usualForms })),
  ...['layouts/probe.vue', 'components/probe.vue', 'locales/probe.ts'].map(file => ({ layer: layerOf(file.split('/')[0]!), file, forms: everyForm })),
]

it.for(probes)('refuses in $file whatever $layer.name may not import, and nothing else', async ({ layer, file, forms }) => {
  const fits = (name: string, types: boolean): boolean =>
    importable(layer).includes(name) && (name === layer.name || types || !layer.typesOnly)
  const lines = everyLayer.flatMap(({ name }, no) =>
    forms.map(({ types, code }) => ({ code: code(pathBetween(file, fileOf(name)), no), fits: fits(name, types) })))
  expect(await refused(file, lines.map(({ code }) => code))).toEqual(lines.filter(line => !line.fits).map(({ code }) => code))
})

it.for(programs)('refuses in $name the packages of other layers', async (layer: Layer) => {
  const listed = new Set(everyLayer.flatMap(other => other.packages))
  const packages = [...listed, 'node:fs', 'some-package', '@some/package'].filter(name => name !== '**')
  const fits = (name: string): boolean => layer.packages.includes('**') || layer.packages.includes(name)
  const lines = packages.map(name => ({ code: `import '${name}/part'`, fits: fits(name) }))
  const { file } = probes.find(probe => probe.layer === layer)!
  expect(await refused(file, lines.map(({ code }) => code))).toEqual(lines.filter(line => !line.fits).map(({ code }) => code))
})

it('the dependencies are what the layers import; what only tools import is a devDependency', () => {
  // Given by Slidev and by `build/`.
  const virtual = ['#slidev', 'virtual:deck-document', 'virtual:deck-notes', 'virtual:deck-simulations', 'virtual:snippet-sandbox']
  const imported = new Set(layers.flatMap(({ packages }) => packages).filter(name => !isBuiltin(name) && !virtual.includes(name)))
  expect(Object.keys(manifest.dependencies)).toEqual([...imported].sort())
})
