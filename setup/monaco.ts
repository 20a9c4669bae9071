import { defineMonacoSetup } from '@slidev/types'

/** The only part of Node that a run has; Node's own types would suggest more. */
const process = 'declare const process: { env: Record<string, string | undefined> }'

export default defineMonacoSetup((monaco) => {
  const defaults = monaco.typescript.typescriptDefaults
  defaults.setCompilerOptions({
    ...defaults.getCompilerOptions(),
    target: monaco.typescript.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
  })
  defaults.addExtraLib(process, 'file:///process.d.ts')
})
