import type { Proof, SnippetId } from '../exercises/question'
import { pathPrefix } from '@slidev/client'
import simulationSlides from 'virtual:deck-simulations'
import { queryOfProof } from '../exercises/question'

const snippets: Record<SnippetId, () => Promise<{ default: string }>> = {
  'send-email-sync': () => import('../snippets/send-email-sync.ts?raw'),
  'send-email-async': () => import('../snippets/send-email-async.ts?raw'),
  'send-email-floating': () => import('../snippets/send-email-floating.ts?raw'),
  'shipment-departed': () => import('../snippets/shipment-departed.ts?raw'),
  'commands': () => import('../snippets/commands.ts?raw'),
  'document-uploaded': () => import('../snippets/document-uploaded.ts?raw'),
  'outbox': () => import('../snippets/outbox.ts?raw'),
  'absent-subscriber': () => import('../snippets/absent-subscriber.ts?raw'),
  'retry': () => import('../snippets/retry.ts?raw'),
  'booking-saga': () => import('../snippets/booking-saga.ts?raw'),
  'serial-by-key': () => import('../snippets/serial-by-key.ts?raw'),
  'handler-test': () => import('../snippets/handler-test.ts?raw'),
  'event-versions': () => import('../snippets/event-versions.ts?raw'),
  'idempotent-handler': () => import('../snippets/idempotent-handler.ts?raw'),
}

/** Address of the slide whose simulation proves an answer, in that very state. */
export function linkToProof(proof: Proof & { kind: 'simulation' }): string {
  const base = new URL(pathPrefix, location.href).href.replace(/\/?$/, '/')
  return `${base}${simulationSlides[proof.scenario]}?${queryOfProof(proof)}`
}

/** The code of the snippet that proves it, without the comments that mark its regions. */
export async function codeOfProof({ snippet }: Proof & { kind: 'run' }): Promise<string> {
  const { default: code } = await snippets[snippet]()
  return code.replaceAll(/^[ \t]*\/\/ #(?:end)?region\b.*\n?/gm, '').trimEnd()
}
