import { expect, it } from 'vitest'
import { readArguments } from '../../scripts/command-arguments.ts'

const commands = { resyncTracking: ['shipmentId', 'count'], sendInvoice: ['invoiceId'] }
const read = (line: string) => readArguments(line ? line.split(' ') : [], commands)

it.each([
  ['', { args: {}, stored: false }],
  ['resyncTracking --shipmentId S-42 --count -5', { name: 'resyncTracking', args: { shipmentId: 'S-42', count: '-5' }, stored: false }],
  ['--shipmentId=S-42 resyncTracking --database a.db', { name: 'resyncTracking', args: { shipmentId: 'S-42' }, database: 'a.db' }],
  ['--replay m1', { args: {}, replay: 'm1' }],
  ['--stored', { args: {}, stored: true }],
])('reads %j', (line, request) => expect(read(line)).toMatchObject(request))

it.each([
  ['resyncTracking --shipmentid S-42', 'Unknown option --shipmentid. Did you mean --shipmentId?'],
  ['resyncTracking --shipment S-42', 'Unknown option --shipment. Did you mean --shipmentId?'],
  ['resyncTracking --colour red', 'Unknown option --colour.\n'],
  ['resyncTracking -x', 'Unknown option -x.\n'],
  ['resyncTraking --shipmentId S-42', 'Unknown command resyncTraking. Did you mean resyncTracking?'],
  ['resync', 'Unknown command resync. Did you mean resyncTracking?'],
  ['toString', 'Unknown command toString.\n'],
  ['resyncTracking sendInvoice', 'One command at a time: resyncTracking or sendInvoice?'],
  ['resyncTracking --shipmentId', '--shipmentId needs a value: --shipmentId <value>.'],
  ['resyncTracking --shipmentId --count 2', '--shipmentId needs a value: --shipmentId <value>.'],
  ['resyncTracking --shipmentId=', 'The value of --shipmentId is empty.'],
  ['resyncTracking --shipmentId S-1 --shipmentId S-2', '--shipmentId is given twice.'],
  ['--stored=yes', '--stored takes no value.'],
  ['resyncTracking --invoiceId F-1', 'resyncTracking takes no --invoiceId.'],
  ['--shipmentId S-42', '--shipmentId is an argument of a command, and none is named.'],
  ['resyncTracking --stored', 'A command, --replay and --stored exclude each other.'],
])('refuses %j', (line, problem) => {
  expect(() => read(line)).toThrow(problem)
  expect(() => read(line)).toThrow('\n\nCommands:\n  npm run command -- resyncTracking --shipmentId <value> --count <value>\n')
})
