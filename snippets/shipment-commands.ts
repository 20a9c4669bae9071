import type { Message } from './bus/message.ts'
import * as v from 'valibot'

// #region commands
const shipmentId = v.pipe(v.string(), v.regex(/^S-\d+$/, 'a shipment is named like S-42'))

/** What can be ordered by hand, and the arguments each order takes. */
export const shipmentCommands = {
  resyncTracking: v.object({ shipmentId }),
  EMAIL_SendBookingRequestAskedEmailCommand: v.object({ shipmentId }),
}
// #endregion commands

type Handle = (type: keyof typeof shipmentCommands, handler: (message: Message<{ shipmentId: string }>) => void) => Promise<unknown>

/** Registers the handler of each of these commands. */
export async function handleShipmentCommands({ handle }: { handle: Handle }, print: (line: string) => void) {
  await Promise.all([
    handle('resyncTracking', ({ data }) =>
      print(`tracking of ${data.shipmentId}: read again`)),
    handle('EMAIL_SendBookingRequestAskedEmailCommand', ({ data }) =>
      print(`email about ${data.shipmentId}: sent`)),
  ])
}
