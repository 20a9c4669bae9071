import type { SqlResult } from '../console/protocol'
import type { MessageConsole } from './useMessageConsole'
import * as v from 'valibot'
import { computed, ref, shallowRef } from 'vue'
import { excerptOf } from '../console/excerpt'
import { countsSql, deadLettersSql, deliverySql, emailsSql, messagesSql, redriveSql } from '../console/views'
import { consoleWords } from '../locales/fr/message-console'
import { useWidgetState } from './useWidgetState'

const words = consoleWords.sql
export type SqlView = keyof typeof words.views

/** Rows that the query of the list asks for here. */
const ROWS = 20
/** Milliseconds after which a running statement can be stopped. */
const PATIENCE = 400

const blank = { name: 'messages' as SqlView, code: '' }
const statementSchema = v.strictObject({ name: v.picklist(Object.keys(words.views) as SqlView[]), code: v.string() })
/** What the last run gave: `run` counts them, whatever window they are of. */
const noOutcome = { run: 0, result: null as SqlResult | null, error: null as string | null }
const outcomeSchema = v.strictObject({
  run: v.number(),
  result: v.nullable(v.strictObject({
    columns: v.array(v.string()),
    columnCount: v.number(),
    rows: v.array(v.array(v.nullable(v.union([v.string(), v.number()])))),
    isCut: v.boolean(),
    changes: v.number(),
    ms: v.number(),
  })),
  error: v.nullable(v.string()),
})

/**
 * The SQL statement of the console, the same in all windows. A view of the console fills it in; the reader can change and run it. The window
 * that runs it shows its result; the others show how it begins.
 */
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
  const { state: outcome, set: tell } = useWidgetState('sql outcome', noOutcome, outcomeSchema)
  const own = shallowRef<typeof noOutcome>()
  const shown = computed(() => own.value?.run === outcome.run ? own.value : outcome)
  const isRunning = ref(false)

  function conclude(result: SqlResult | null, error: string | null) {
    own.value = { run: outcome.run + 1, result, error }
    tell({ run: own.value.run, result: result && excerptOf(result), error })
  }

  function show(name: SqlView) {
    set({ name, code: textOf[name]()! })
    conclude(null, null)
    // A statement that writes runs only when the reader asks for it.
    if (name !== 'redrive')
      void run()
  }

  async function run() {
    const timer = setTimeout(() => isRunning.value = true, PATIENCE)
    try {
      conclude(await runSql(statement.code), null)
    }
    catch (thrown) {
      conclude(null, describeError(thrown as Error))
    }
    clearTimeout(timer)
    isRunning.value = false
  }

  const status = computed(() => {
    if (isRunning.value)
      return words.running
    const { result } = shown.value
    if (!result)
      return ''
    return result.columns.length > 0 ? words.rows(result) : words.changes(result.changes)
  })

  return {
    statement,
    result: computed(() => shown.value.result),
    error: computed(() => shown.value.error),
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
  const [, forbidden] = /^ForbiddenStatementError: (.*)/.exec(message) ?? []
  if (forbidden)
    return words.forbidden(forbidden)
  // SQLite puts the name of its result code before the message.
  return message.startsWith('SqlTimeoutError') ? words.timeout : message.replace(/^SQLITE_\w+: (?:sqlite3 result code \d+: )?/, '')
}
