import type { CommandName, Deed, DeskRecording, Outcome } from '../recordings/command-desk'
import { computed, shallowRef, watch } from 'vue'
import { commandFormWords as words } from '../locales/fr/command-form'
import { fieldsOf, PRINTED_DEEDS, recordDesk, shellLine } from '../recordings/command-desk'
import { shipmentCommands } from '../snippets/shipment-commands'
import { useWidgetState } from './useWidgetState'

const COMMANDS = Object.keys(shipmentCommands) as CommandName[]
const blank = { type: COMMANDS[0]!, args: { shipmentId: 'S-42' } as Record<string, string>, isDown: false, deeds: [] as Deed[] }

/**
 * The form of the command runner: its fields, what they are refused for, and the stored commands, the latest first. Windows
 * share what was done; each does it at a desk of its own, whose bus gives the same.
 */
export function useCommandForm() {
  const { state, set, isPrintMode, isInert } = useWidgetState('command-form', blank)
  const recording = shallowRef<DeskRecording>({ journal: [], stored: [] })

  watch(() => isPrintMode.value ? PRINTED_DEEDS : state.deeds, async (deeds) => {
    const recorded = await recordDesk(deeds)
    if (isPrintMode.value || deeds === state.deeds)
      recording.value = recorded
  }, { immediate: true })

  const fields = computed(() => fieldsOf(shipmentCommands[state.type]))
  const given = computed(() => Object.fromEntries(fields.value.map(({ name }) => [name, state.args[name] ?? ''])))
  const last = computed(() => recording.value.journal.at(-1))
  /** Shown for as long as what was refused stands in the form. */
  const errors = computed<Record<string, string>>(() => {
    const { outcome, type, args } = last.value ?? {}
    return outcome && 'refused' in outcome && type === state.type && JSON.stringify(args) === JSON.stringify(given.value) ? outcome.refused : {}
  })
  const act = (deed: Deed) => set({ deeds: [...state.deeds, deed] })

  return {
    isPrintMode,
    isInert,
    commands: COMMANDS,
    state,
    fields,
    errors,
    said: computed(() => last.value ? tell(last.value.outcome) : ''),
    stored: computed(() => recording.value.stored.toReversed()),
    journal: computed(() => recording.value.journal),
    shell: computed(() => shellLine(state.type, given.value)),
    choose: (type: CommandName) => set({ type }),
    fill: (name: string, value: string) => set({ args: { ...state.args, [name]: value } }),
    breakDown: (isDown: boolean) => set({ isDown }),
    run: () => act({ action: 'run', type: state.type, args: given.value, isDown: state.isDown }),
    rerun: (id: string) => act({ action: 'replay', id, isDown: state.isDown }),
    reset: () => set(blank),
  }
}

function tell(outcome: Outcome): string {
  if ('refused' in outcome)
    return words.refusal
  const { message: { id }, delivery: { state } } = outcome.stored
  return state === 'failed' ? words.failure(id) : words.success(id, outcome.output)
}
