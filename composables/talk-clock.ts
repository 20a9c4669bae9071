/** Milliseconds. */
type Ms = number

const MINUTE = 60_000

/** The timer of the talk, as Slidev's windows share it: times of the clock. */
export interface TalkTimer {
  status: 'stopped' | 'running' | 'paused'
  startedAt: Ms
  pausedAt: Ms
}

/** Minutes of a talk: of the slides before the one at hand, of that one, and of all. */
export interface TalkPlan {
  before: number
  slide: number
  total: number
}

export interface TalkProgress {
  elapsed: Ms
  /** What is left of the talk; below 0 once it takes longer. */
  left: Ms
  /** How far ahead of the plan the talk is; below 0 where it is late. A slide leaves room: it is on time from its planned start to its end. */
  ahead: Ms
  /** When it ends, if what follows takes its minutes. */
  endsAt: Ms
}

function elapsedOf({ status, startedAt, pausedAt }: TalkTimer, now: Ms): Ms {
  if (status === 'stopped' || !startedAt)
    return 0
  return (status === 'paused' ? pausedAt : now) - startedAt
}

/** Where a talk stands at `now`. */
export function progressOf(timer: TalkTimer, plan: TalkPlan, now: Ms): TalkProgress {
  const elapsed = elapsedOf(timer, now)
  const [start, end, total] = [plan.before, plan.before + plan.slide, plan.total].map(minutes => minutes * MINUTE) as [Ms, Ms, Ms]
  const reached = Math.min(Math.max(elapsed, start), end)
  return { elapsed, left: total - elapsed, ahead: reached - elapsed, endsAt: now + total - reached }
}

/** The timer once it is started, paused or started again at `now`. */
export function toggled(timer: TalkTimer, now: Ms): TalkTimer {
  if (timer.status === 'running')
    return { ...timer, status: 'paused', pausedAt: now }
  return { status: 'running', startedAt: now - elapsedOf(timer, now), pausedAt: 0 }
}

export const STOPPED: TalkTimer = { status: 'stopped', startedAt: 0, pausedAt: 0 }
