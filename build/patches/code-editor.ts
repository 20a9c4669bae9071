import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import type { DeckUsage } from '../deck-usage.ts'
import { bundledLanguages, bundledThemes } from 'shiki'
import { devEditor } from './dev-editor.ts'
import { patchModules } from './patch-modules.ts'

const SLIDEV = '@slidev/client/'
const GRAMMARS = 'virtual:deck-grammars'
/** Milliseconds that colouring a line may take: with Shiki's half a second, a busy machine leaves the first lines half coloured. */
const LONGEST_LINE = 5000

/** Languages that are highlighted in the browser: those one can type in. All others are highlighted at build time. */
export function editedLanguages({ fences }: DeckUsage): string[] {
  const named = fences.flatMap(info => /^([\w-]+)\s.*\{monaco/.exec(info)?.[1] ?? [])
  const inFull: Record<string, string> = { ts: 'typescript', js: 'javascript' }
  return [...new Set(['typescript', ...named.map(name => inFull[name] ?? name)])]
}

const EDITOR_FOCUS = /editor\.onDidFocusEditorWidget\(.+?release = null\s+\}\)/s

/** Slidev's own, by the events of the page: Monaco tells of a focus that is lost a timer later, and a key pressed meanwhile would turn no slide. */
const EDITOR_FOCUS_AT_ONCE = `const place = editor.getContainerDomNode()
    place.addEventListener('focusin', () => release ??= lockShortcuts())
    place.addEventListener('focusout', ({ relatedTarget }) => {
      if (place.contains(relatedTarget as Node | null))
        return
      release?.()
      release = null
    })`

/**
 * Slidev opens each file of `snippets/` as JavaScript, for which Monaco starts a second TypeScript worker. It opens those that a reader goes to of
 * its own accord, from the libraries that Slidev adds beside.
 */
const MODELS_IN_JAVASCRIPT = /(?<=addExtraLib\(code, `file:\/\/\/\$\{path\}`\)\n) *monaco\.editor\.createModel\(code, 'javascript', uri\)\n/

/** A module with the grammars and colours of these languages and themes, under the names Shiki exports all of them by. */
export function grammarsModule(languages: string[], themes: string[]): string {
  const unknown = [...languages.filter(name => !(name in bundledLanguages)), ...themes.filter(name => !(name in bundledThemes))]
  if (unknown.length > 0)
    throw new Error(`Shiki knows no language or theme named ${unknown.join(', ')}.`)
  const record = (names: string[], folder: string) => {
    const entries = names.map(name => `${JSON.stringify(name)}: () => import('@shikijs/${folder}/${name}')`)
    return `{ ${entries.join(', ')} }`
  }
  return `export const bundledLanguages = ${record(languages, 'langs')}\nexport const bundledThemes = ${record(themes, 'themes')}\n`
}

/**
 * Of the editor, what a deck of TypeScript needs. Slidev's has Shiki's grammars of all languages, and the TypeScript
 * compiler a second time beside the one in Monaco's worker.
 */
export function codeEditor(usage: DeckUsage, options: ResolvedSlidevOptions): Plugin[] {
  const { data: { config }, utils: { shikiOptions } } = options
  const languages = editedLanguages(usage)
  const { theme, themes } = shikiOptions as { theme?: unknown, themes?: Record<string, unknown> }
  const themeNames = [theme, ...Object.values(themes ?? {})].filter(name => typeof name === 'string')

  return [
    {
      name: 'deck:grammars',
      resolveId: id => id === GRAMMARS ? `\0${GRAMMARS}` : undefined,
      load: id => id === `\0${GRAMMARS}` ? grammarsModule(languages, themeNames) : undefined,
    },
    ...devEditor(options, [...languages.map(name => `@shikijs/langs/${name}`), ...themeNames.map(name => `@shikijs/themes/${name}`)]),
    // While writing, too: hundreds of requests less, and no compiler of 9 MB to bundle first.
    patchModules('code-editor', [
      {
        file: `${SLIDEV}setup/shiki-options.ts`,
        replace: [
          ['import { bundledLanguages, bundledThemes } from \'shiki\'', `import { bundledLanguages, bundledThemes } from '${GRAMMARS}'`],
          ['[\'markdown\', \'vue\', \'javascript\', \'typescript\', \'html\', \'css\']', JSON.stringify(languages)],
        ],
      },
      {
        file: `${SLIDEV}setup/monaco.ts`,
        replace: [
          ['shikiToMonaco(highlighter, monaco)', `shikiToMonaco(highlighter, monaco, { tokenizeTimeLimit: ${LONGEST_LINE} })`],
          [EDITOR_FOCUS, EDITOR_FOCUS_AT_ONCE],
          [MODELS_IN_JAVASCRIPT, ''],
          // TypeScript serves there to fetch types from a CDN only.
          ...config.monacoTypesSource === 'cdn'
            ? []
            : [
              ['import ts from \'typescript\'\n', 'const ts = undefined\n'],
              ['import { setupTypeAcquisition } from \'@typescript/ata\'\n', 'const setupTypeAcquisition = (_: unknown) => () => {}\n'],
            ] satisfies [string, string][],
        ],
      },
    ], { inDev: true }),
  ]
}
