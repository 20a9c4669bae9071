import type { DeliveryQueue } from './message-store.ts'
import type { Clock } from './system.ts'

/** A process that missed as many heartbeats is dead. */
const MAX_MISSED = 3

interface LeaseOptions {
  store: DeliveryQueue
  clock: Clock
  newName: () => string
  /** Names under which deliveries that run here were locked. */
  namesInUse: () => Set<string>
  /** Deliveries were taken from a process that died: they are due. */
  onTakeOver: () => void
  /** This process was taken for dead, under that name. */
  onLost: (name: string) => void
}

/**
 * The name under which a process locks deliveries, and its signs of life. Each process counts the heartbeats that the
 * others miss, since clocks may jump: time between two dates says nothing.
 */
export function createLease({ store, clock, newName, namesInUse, onTakeOver, onLost }: LeaseOptions) {
  let name = newName()
  /** Whether the store may list that name as one that lives. */
  let isListed = false
  /** By process and the date of its last heartbeat: how often that was seen unchanged. */
  let missedBeats = new Map<string, number>()

  /** After a call that failed, locks may be held that nobody here knows of: they are left to expire, under the old name. */
  function rename() {
    name = newName()
    isListed = false
  }

  return {
    name: () => name,
    rename,
    /** Notes that the store is about to list this process: claiming and storing active deliveries are signs of life. */
    list() {
      isListed = true
    },

    async beat() {
      for (const used of namesInUse()) {
        if (!await store.beat(used, clock.now()))
          onLost(used)
      }
    },

    /** A process without work need not be looked after. It comes back under another name. */
    async signOff() {
      if (!isListed)
        return
      const left = name
      rename()
      await store.signOff(left)
    },

    /** Looks whether the other processes live, and takes from the dead what they held. */
    async takeOver() {
      const stillMissed = new Map<string, number>()
      const own = namesInUse().add(name)
      for (const other of (await store.leases()).filter(({ worker }) => !own.has(worker))) {
        const key = `${other.worker} ${other.seenAt}`
        const missed = (missedBeats.get(key) ?? 0) + 1
        stillMissed.set(key, missed)
        if (missed > MAX_MISSED && await store.expire(other, clock.now()) > 0)
          onTakeOver()
      }
      missedBeats = stillMissed
    },

    /** All names that the store may list for this process. */
    ownNames: () => isListed ? namesInUse().add(name) : namesInUse(),
  }
}

/** Milliseconds between two heartbeats of a process whose silence of `lease` milliseconds means death. */
export const beatInterval = (lease: number) => lease / MAX_MISSED
