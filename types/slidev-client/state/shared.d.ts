/** What Slidev's windows share: the page of notes reads the place, the presenter's view has the timer. */
export interface SharedState {
  page: number
  clicks: number
  clicksTotal: number
  /** Times of `Date.now()`. */
  timer: {
    status: 'stopped' | 'running' | 'paused'
    slides: Record<number, { start?: number, end?: number }>
    startedAt: number
    pausedAt: number
  }
  /** The presenter's pointer on the slide, in per cent. */
  cursor?: { x: number, y: number, style?: 'cursor' | 'laser' }
}

export const sharedState: SharedState

/** Changes one part of it, here and in the other windows. */
export function patch<K extends keyof SharedState>(key: K, value: SharedState[K]): void
