import type { Connection } from '../console/client'
import type { DeliveryKey, Row, Snapshot, Storage, SubscriberState, Switches } from '../console/protocol'
import type { EventName, SubscriberName } from '../console/roles'
import type { DeliveryState } from '../snippets/bus/message'
import * as v from 'valibot'
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { haveFile } from '../build/client/lazy-parts'
import { nameOf } from '../console/roles'
import { alarmsOf } from '../snippets/bus/stats'
import { useIsNear } from './useIsNear'
import { useOnStage } from './useOnStage'
import { useWidgetState } from './useWidgetState'

/** Slides before and after the console's at which the database is opened. */
const NEAR = 1
/** Rows requested before and after the visible ones, and how many of them may be left before more are requested. */
const AROUND = 200
const MARGIN = 100
/** Milliseconds between two updates of a countdown. */
const TICK = 100

/** Shared by all views of this page. */
let connection: Promise<Connection> | undefined
const listeners = new Set<{ onReady: (storage: Storage) => void, onChange: () => void, onTrouble: (error: string) => void }>()
let lastStorage: Storage | undefined

function connectOnce(): Promise<Connection> {
  connection ??= import('../console/client').then(({ connect }) => connect(`messages${import.meta.env.BASE_URL.replaceAll('/', '-')}`, {
    onReady: (storage) => {
      lastStorage = storage
      listeners.forEach(listener => listener.onReady(storage))
    },
    onChange: () => listeners.forEach(listener => listener.onChange()),
    onTrouble: error => listeners.forEach(listener => listener.onTrouble(error)),
  }, haveFile))
  return connection
}

const allUp: Switches = { tracking: false, email: false, salesforce: false, idempotent: false }
/** The view of the console, the same in all windows: its tab, the filters of the list, the selected delivery. */
const unfiltered = { tab: 'messages' as 'messages' | 'sql', filter: null as DeliveryState | null, search: '', selected: null as DeliveryKey | null }
const noCounts = { created: 0, active: 0, retry: 0, completed: 0, failed: 0, cancelled: 0 }
const viewSchema = v.strictObject({
  tab: v.picklist(['messages', 'sql']),
  filter: v.nullable(v.picklist(Object.keys(noCounts) as DeliveryState[])),
  search: v.string(),
  selected: v.nullable(v.object({ messageId: v.string(), subscriber: v.string() })),
})

/**
 * The message console of a slide: the content of its database, live, and the actions on it. All windows of this browser share
 * the database; it is opened when the slide is near, and never for a preview.
 */
export function useMessageConsole() {
  const { isPrintMode, isInteractive, isInert, isOnStage } = useOnStage()
  const isNear = useIsNear({ after: NEAR, before: NEAR })
  const isOpened = computed(() => isInteractive.value && isNear.value)

  const { state: view, set: look } = useWidgetState('console', unfiltered, viewSchema)
  const range = reactive({ first: 0, last: 10 })
  const storage = ref<Storage | undefined>(lastStorage)
  /** What kept the console from reading, and what kept the last action from being done. */
  const unread = ref<string | null>(null)
  const undone = ref<string | null>(null)
  const snapshot = shallowRef<Snapshot>()
  /** By index in the list. */
  const rows = shallowRef(new Map<number, Row>())
  const now = ref(Date.now())

  let isAsking = false
  let isStale = false

  /** Requests what is visible; if something changes meanwhile, requests it once more afterwards. */
  async function refresh() {
    if (isAsking) {
      isStale = true
      return
    }
    isAsking = true
    isStale = false
    const { offset, limit } = around()
    try {
      const { api } = await connectOnce()
      const answer = await api.snapshot({ ...narrowed(), offset, limit, selected: view.selected && { ...view.selected } })
      keep(answer.rows, offset)
      now.value = Date.now()
      snapshot.value = answer
      unread.value = null
    }
    catch (error) {
      if ((error as Error).name !== 'RestartedError')
        unread.value = (error as Error).message
    }
    isAsking = false
    if (isStale)
      void refresh()
  }

  let isFetching = false

  /** While the list is scrolled, requests rows before they become visible. */
  async function fetchRows(): Promise<void> {
    const last = (snapshot.value?.total ?? 0) - 1
    if (isFetching || [Math.max(0, range.first - MARGIN), Math.min(last, range.last + MARGIN)].every(index => rows.value.has(index)))
      return
    isFetching = true
    const asked = snapshot.value
    const { offset, limit } = around()
    const { api } = await connectOnce()
    const answer = await api.rows({ ...narrowed(), offset, limit }).catch(() => [])
    isFetching = false
    // A snapshot that arrived meanwhile brought newer rows.
    if (snapshot.value === asked && answer.length > 0)
      keep(answer, offset)
    if (answer.length > 0 && (range.first < offset || range.last > offset + limit))
      return fetchRows()
  }

  const narrowed = () => ({ state: view.filter, search: view.search })
  const around = () => {
    const offset = Math.max(0, range.first - AROUND)
    return { offset, limit: range.last - offset + AROUND }
  }
  const keep = (found: Row[], offset: number) => rows.value = new Map(found.map((row, index) => [offset + index, row]))

  const listener = {
    onReady: (opened: Storage) => {
      storage.value = opened
      void refresh()
    },
    onChange: () => {
      if (isOpened.value)
        void refresh()
      else
        isStale = true
    },
    onTrouble: (error: string) => undone.value = error,
  }
  watch(isOpened, () => {
    if (!isOpened.value)
      return
    listeners.add(listener)
    void connectOnce()
    void refresh()
  }, { immediate: true })

  watch(view, () => isOpened.value && void refresh())
  watch(range, () => void fetchRows())

  /** Whether some duration is shown. */
  const isCounting = computed(() => isOnStage.value && ((snapshot.value?.counts.retry ?? 0) > 0
    || Object.values(snapshot.value?.subscribers ?? {}).some(({ oldestDue, absentSince }) => oldestDue !== null || absentSince !== null)))
  let timer: ReturnType<typeof setInterval> | undefined
  watch(isCounting, (isOn) => {
    clearInterval(timer)
    if (isOn)
      timer = setInterval(() => now.value = Date.now(), TICK)
  })
  onScopeDispose(() => {
    listeners.delete(listener)
    clearInterval(timer)
  })

  /** Runs an action on the database, and shows its error if it fails. */
  async function perform<T>(action: (connection: Connection) => Promise<T>): Promise<T | undefined> {
    try {
      const result = await action(await connectOnce())
      undone.value = null
      void refresh()
      return result
    }
    catch (error) {
      undone.value = (error as Error).message
    }
  }

  return {
    isInert,
    isPrintMode,
    storage,
    trouble: computed(() => undone.value ?? unread.value),
    view,
    look,
    range,
    rows,
    snapshot,
    counts: computed(() => ({ ...noCounts, ...snapshot.value?.counts })),
    total: computed(() => snapshot.value?.total ?? 0),
    switches: computed(() => snapshot.value?.switches ?? allUp),
    detail: computed(() => snapshot.value?.detail ?? null),
    /** Seconds until a delivery is tried again. */
    secondsTo: (date: string | null) => date === null ? 0 : Math.max(0, (Date.parse(date) - now.value) / 1000),
    secondsSince: (date: string) => Math.max(0, (now.value - Date.parse(date)) / 1000),
    /** What of a subscriber somebody should be told, by the thresholds of the bus. */
    alarms: (name: SubscriberName, state: SubscriberState) => alarmsOf({
      takenOn: new Date(now.value).toISOString(),
      subscriptions: [{ name, ...state, lateness: state.oldestDue === null ? 0 : now.value - Date.parse(state.oldestDue) }],
      unsubscribed: 0,
    }).map(({ measure }) => measure),
    async publish(type: EventName, count: number) {
      const messageId = await perform(({ api }) => api.publish(type, count))
      if (messageId)
        look({ selected: { messageId, subscriber: nameOf('email', type) } })
    },
    setSwitch: (name: keyof Switches, isOn: boolean) => perform(({ api }) => api.setSwitch(name, isOn)),
    setPaused: (name: SubscriberName, isOn: boolean) => perform(({ api }) => api.setPaused(name, isOn)),
    setAbsent: (name: SubscriberName, isOn: boolean) => perform(({ api }) => api.setAbsent(name, isOn)),
    retry: (key: DeliveryKey) => perform(({ api }) => api.retry(key)),
    replay: (key: DeliveryKey) => perform(({ api }) => api.replay(key)),
    cancel: (key: DeliveryKey) => perform(({ api }) => api.cancel(key)),
    redrive: () => perform(({ api }) => api.redrive()),
    reset: () => perform(({ api }) => api.reset()),
    /** Rejects with the error of the database. */
    run: async (sql: string) => (await connectOnce()).run(sql),
    restart: async () => {
      undone.value = null
      const { restart } = await connectOnce()
      restart()
    },
  }
}

export type MessageConsole = ReturnType<typeof useMessageConsole>
