import type { SqlResult } from '../console/protocol'
import type { MessageConsole } from './useMessageConsole'
import * as v from 'valibot'
import { computed, ref } from 'vue'
import { countsSql, deadLettersSql, deliverySql, emailsSql, messagesSql, redriveSql } from '../console/views'
import { consoleWords } from '../locales/fr/message-console'
import { useWidgetState } from './useWidgetState'

const words = consoleWords.sql
export type SqlView = keyof typeof words.views

/** Rows that the query of the list asks for here. */
const ROWS = 20
/** Milliseconds after which a running statement can be stopped. */
const PATIENCE = 400

const blank = { name: 'messages' as SqlView, code: '', result: null as SqlResult | null, error: null as string | null }
const cell = v.nullable(v.union([v.string(), v.number()]))
const statementSchema = v.strictObject({
  name: v.picklist(Object.keys(words.views) as SqlView[]),
  code: v.string(),
  result: v.nullable(v.strictObject({
    columns: v.array(v.string()),
    rows: v.array(v.array(cell)),
    isCut: v.boolean(),
    changes: v.number(),
    ms: v.number(),
  })),
  error: v.nullable(v.string()),
})

/** The SQL statement of the console and its result, the same in all windows. A view of the console fills it in; the reader can change and run it. */
export function useSqlPane({ view, run: runSql, restart }: MessageConsole) {
  const textOf: Record<SqlView, () => string | null> = {
    messages: () => messagesSql({ state: view.filter, search: view.search, offset: 0, limit: ROWS }),
    delivery: () => view.selected && deliverySql(view.selected),
    counts: () => countsSql,
    dead: () => deadLettersSql,
    emails: () => emailsSql,
    redrive: () => redriveSql,
  }
  const { state: statement, set } = useWidgetState('sql', blank, statementSchema)
  const isRunning = ref(false)

  function show(name: SqlView) {
    set({ name, code: textOf[name]()!, result: null, error: null })
    // A statement that writes runs only when the reader asks for it.
    if (name !== 'redrive')
      void run()
  }

  /** Runs the statement in this window; the others receive the result. */
  async function run() {
    const timer = setTimeout(() => isRunning.value = true, PATIENCE)
    try {
      set({ result: await runSql(statement.code), error: null })
    }
    catch (thrown) {
      set({ result: null, error: describeError(thrown as Error) })
    }
    clearTimeout(timer)
    isRunning.value = false
  }

  const status = computed(() => {
    if (isRunning.value)
      return words.running
    if (!statement.result)
      return ''
    const { columns, rows, isCut, changes, ms } = statement.result
    return columns.length > 0 ? words.rows(rows.length, isCut, ms) : words.changes(changes)
  })

  return {
    statement,
    views: computed(() => (Object.keys(textOf) as SqlView[]).filter(name => textOf[name]() !== null)),
    isRunning,
    status,
    type: (code: string) => set({ code }),
    show,
    run,
    stop: restart,
  }
}

export type SqlPane = ReturnType<typeof useSqlPane>

function describeError({ name, message }: Error): string {
  if (name === 'RestartedError')
    return words.restarted
  // SQLite puts the name of its result code before the message.
  return message.startsWith('SqlTimeoutError') ? words.timeout : message.replace(/^SQLITE_\w+: (?:sqlite3 result code \d+: )?/, '')
}
