import { defineMonacoSetup } from '@slidev/types'
import carrier from '../exercises/world/carrier.ts?raw'
import crm from '../exercises/world/crm.ts?raw'
import documents from '../exercises/world/documents.ts?raw'
import jobs from '../exercises/world/jobs.ts?raw'
import journal from '../exercises/world/journal.ts?raw'
import orders from '../exercises/world/orders.ts?raw'
import payments from '../exercises/world/payments.ts?raw'
import shipping from '../exercises/world/shipping.ts?raw'
import stream from '../exercises/world/stream.ts?raw'

/** What exercises import, as Slidev gives the files of `snippets/`. */
const world = { carrier, crm, documents, jobs, journal, orders, payments, shipping, stream }

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
  for (const [name, code] of Object.entries(world))
    defaults.addExtraLib(code, `file:///world/${name}.ts`)
})
