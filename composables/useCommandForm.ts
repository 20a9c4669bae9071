import type { Arguments, CommandName, JournalLine, Outcome, StoredCommand } from './command-desk'
import { useNav, useSlideContext } from '@slidev/client'
import { computed, reactive, ref, shallowRef } from 'vue'
import { commandFormWords as words } from '../locales/command-form'
import { shipmentCommands } from '../snippets/shipment-commands'
import { createCommandDesk, fieldsOf, recordDesk, shellLine } from './command-desk'

/** The form of the command runner: its fields, what they are refused for, and the stored commands, the latest first. */
export function useCommandForm() {
  const { isPrintMode } = useNav()
  const { $renderContext } = useSlideContext()
  const desk = createCommandDesk()
  const type = ref<CommandName>('resyncTracking')
  const args = reactive<Arguments>({ shipmentId: 'S-42' })
  const errors = ref<Record<string, string>>({})
  const isDown = ref(false)
  const said = ref('')
  const stored = shallowRef<StoredCommand[]>([])
  const journal = shallowRef<JournalLine[]>([])
  const fields = computed(() => fieldsOf(shipmentCommands[type.value]))
  const given = computed(() => Object.fromEntries(fields.value.map(({ name }) => [name, args[name] ?? ''])))

  if (isPrintMode.value)
    void recordDesk().then(lines => journal.value = lines)

  async function show(outcome: Outcome) {
    errors.value = 'refused' in outcome ? outcome.refused : {}
    said.value = tell(outcome)
    stored.value = (await desk.all()).reverse()
  }

  return {
    isPrintMode,
    isInert: computed(() => !isPrintMode.value && !['slide', 'presenter'].includes($renderContext.value)),
    commands: desk.commands,
    type,
    args,
    fields,
    errors,
    isDown,
    said,
    stored,
    journal,
    shell: computed(() => shellLine(type.value, given.value)),
    choose: (name: CommandName) => {
      type.value = name
      errors.value = {}
    },
    breakDown: (isBroken: boolean) => {
      isDown.value = isBroken
      desk.breakDown(isBroken)
    },
    run: async () => show(await desk.run(type.value, given.value)),
    rerun: async (id: string) => show(await desk.rerun(id)),
  }
}

function tell(outcome: Outcome): string {
  if ('refused' in outcome)
    return words.refusal
  const { message: { id }, delivery: { state } } = outcome.stored
  return state === 'failed' ? words.failure(id) : words.success(id, outcome.output)
}
