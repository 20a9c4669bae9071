import type { SqlResult } from '../console/protocol'
import type { MessageConsole } from './useMessageConsole'
import { computed, ref, shallowRef } from 'vue'
import { countsSql, deadLettersSql, deliverySql, emailsSql, messagesSql, redriveSql } from '../console/views'
import { consoleWords } from '../locales/message-console'

const words = consoleWords.sql
export type SqlView = keyof typeof words.views

/** Rows of the list that its query asks for here. */
const ROWS = 20
/** Milliseconds after which a statement can be stopped by hand. */
const PATIENCE = 400

/** A statement in the making: taken from a view, changed, run, and what came of it. */
export function useSqlPane({ filter, selected, run: runSql, restart }: MessageConsole) {
  const textOf: Record<SqlView, () => string | null> = {
    messages: () => messagesSql({ state: filter.state, search: filter.search, offset: 0, limit: ROWS }),
    delivery: () => selected.value && deliverySql(selected.value),
    counts: () => countsSql,
    dead: () => deadLettersSql,
    emails: () => emailsSql,
    redrive: () => redriveSql,
  }
  const views = (Object.keys(textOf) as SqlView[]).filter(name => textOf[name]() !== null)

  const view = ref<SqlView>('messages')
  const code = ref(textOf.messages()!)
  const result = shallowRef<SqlResult>()
  const error = ref<string | null>(null)
  const isRunning = ref(false)

  function show(name: SqlView) {
    view.value = name
    code.value = textOf[name]()!
    result.value = undefined
    error.value = null
    // What writes waits for the reader to say so.
    if (name !== 'redrive')
      void run()
  }

  async function run() {
    const timer = setTimeout(() => isRunning.value = true, PATIENCE)
    error.value = null
    try {
      result.value = await runSql(code.value)
    }
    catch (thrown) {
      result.value = undefined
      error.value = wordsOf(thrown as Error)
    }
    clearTimeout(timer)
    isRunning.value = false
  }

  const status = computed(() => {
    if (isRunning.value)
      return words.running
    if (!result.value)
      return ''
    const { columns, rows, isCut, changes, ms } = result.value
    return columns.length > 0 ? words.rows(rows.length, isCut, ms) : words.changes(changes)
  })

  void run()
  return { view, views, code, result, error, isRunning, status, show, run, stop: restart }
}

function wordsOf({ name, message }: Error): string {
  if (name === 'RestartedError')
    return words.restarted
  // SQLite puts the name of its code before what it says.
  return message.startsWith('SqlTimeoutError') ? words.timeout : message.replace(/^SQLITE_\w+: (?:sqlite3 result code \d+: )?/, '')
}
