import type { SlideInfo } from '@slidev/types'

declare module 'vue-router' {
  interface RouteMeta {
    layout?: string
    name?: string
    class?: string
    clicks?: number
    slide?: Omit<SlideInfo, 'source'> & { noteHTML: string, filepath: string, start: number, id: number, no: number }
  }
}
