import type { CommandName, CommandResult, DeskRecording, DeskStep } from '../recordings/command-desk'
import * as v from 'valibot'
import { computed, shallowRef, watch } from 'vue'
import { commandFormWords as words } from '../locales/fr/command-form'
import { fieldsOf, PRINTED_STEPS, recordDesk, shellLine } from '../recordings/command-desk'
import { shipmentCommands } from '../snippets/shipment-commands'
import { useWidgetState } from './useWidgetState'

const COMMANDS = Object.keys(shipmentCommands) as CommandName[]
const blank = { type: COMMANDS[0]!, args: { shipmentId: 'S-42' } as Record<string, string>, isDown: false, steps: [] as DeskStep[] }
const args = v.record(v.string(), v.string())
const formSchema = v.strictObject({
  type: v.picklist(COMMANDS),
  args,
  isDown: v.boolean(),
  steps: v.array(v.variant('action', [
    v.strictObject({ action: v.literal('run'), isDown: v.boolean(), type: v.picklist(COMMANDS), args }),
    v.strictObject({ action: v.literal('replay'), isDown: v.boolean(), id: v.string() }),
  ])),
})

/**
 * The form of the command runner: its fields, the errors at each field, and the stored commands, the latest first. Windows
 * share the steps; each window carries them out at a desk of its own, with the same results.
 */
export function useCommandForm() {
  const { state, set, isPrintMode, isInert } = useWidgetState('command-form', blank, formSchema)
  const recording = shallowRef<DeskRecording>({ journal: [], stored: [] })

  watch(() => isPrintMode.value ? PRINTED_STEPS : state.steps, async (steps) => {
    const recorded = await recordDesk(steps)
    if (isPrintMode.value || steps === state.steps)
      recording.value = recorded
  }, { immediate: true })

  const fields = computed(() => fieldsOf(shipmentCommands[state.type]))
  const given = computed(() => Object.fromEntries(fields.value.map(({ name }) => [name, state.args[name] ?? ''])))
  const last = computed(() => recording.value.journal.at(-1))
  /** By field, for as long as the form holds what was refused. */
  const errors = computed<Record<string, string>>(() => {
    const { result, type, args } = last.value ?? {}
    const isUnchanged = type === state.type && JSON.stringify(args) === JSON.stringify(given.value)
    return result && 'refused' in result && isUnchanged ? result.refused : {}
  })
  const add = (step: DeskStep) => set({ steps: [...state.steps, step] })

  return {
    isPrintMode,
    isInert,
    commands: COMMANDS,
    state,
    fields,
    errors,
    status: computed(() => last.value ? describe(last.value.result) : ''),
    stored: computed(() => recording.value.stored.toReversed()),
    journal: computed(() => recording.value.journal),
    shell: computed(() => shellLine(state.type, given.value)),
    choose: (type: CommandName) => set({ type }),
    fill: (name: string, value: string) => set({ args: { ...state.args, [name]: value } }),
    breakDown: (isDown: boolean) => set({ isDown }),
    run: () => add({ action: 'run', type: state.type, args: given.value, isDown: state.isDown }),
    rerun: (id: string) => add({ action: 'replay', id, isDown: state.isDown }),
    reset: () => set(blank),
  }
}

function describe(result: CommandResult): string {
  if ('refused' in result)
    return words.refusal
  const { message: { id }, delivery: { state } } = result.stored
  return state === 'failed' ? words.failure(id) : words.success(id, result.output)
}
