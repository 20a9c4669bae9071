import { defineMonacoSetup } from '@slidev/types'

/** All a run has of Node; Node's own types would offer more. */
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
