/**
 * The public API of `@slidev/client`, as 53.0 exports it, and the inner modules the deck imports. The package ships its
 * TypeScript sources, which a stricter project would check as its own: `tsconfig.json` maps its names here instead.
 */
import type { ClicksContext, RenderContext, SlideRoute, SlidevConfig, TocItem } from '@slidev/types'
import type { ComputedRef, Ref, WritableComputedRef } from 'vue'
import type { Router } from 'vue-router'

export interface SlidevContextNav {
  slides: Ref<SlideRoute[]>
  total: ComputedRef<number>
  currentPath: ComputedRef<string>
  currentPage: ComputedRef<number>
  currentSlideNo: ComputedRef<number>
  currentSlideRoute: ComputedRef<SlideRoute>
  currentLayout: ComputedRef<string>
  currentFrontmatter: ComputedRef<Record<string, unknown>>
  nextRoute: ComputedRef<SlideRoute>
  prevRoute: ComputedRef<SlideRoute>
  hasNext: ComputedRef<boolean>
  hasPrev: ComputedRef<boolean>
  clicksContext: ComputedRef<ClicksContext>
  clicks: ComputedRef<number>
  clicksStart: ComputedRef<number>
  clicksTotal: ComputedRef<number>
  tocTree: ComputedRef<TocItem[]>
  /** 1 forward, -1 backward. */
  navDirection: Ref<number>
  clicksDirection: Ref<number>
  next: () => Promise<void>
  prev: () => Promise<void>
  nextSlide: (lastClicks?: boolean) => Promise<void>
  prevSlide: (lastClicks?: boolean) => Promise<void>
  go: (no: number | string, clicks?: number, force?: boolean) => Promise<void>
  goFirst: () => Promise<void>
  goLast: () => Promise<void>
  enterPresenter: () => void
  exitPresenter: () => void
}

export interface SlidevContextNavState {
  router: Router
  isPrintMode: ComputedRef<boolean>
  /** Numbers of the slides that the print view shows. */
  printRange: Ref<number[]>
  isPrintWithClicks: Ref<boolean>
  isEmbedded: ComputedRef<boolean>
  isPlaying: ComputedRef<boolean>
  isPresenter: ComputedRef<boolean>
  isNotesViewer: ComputedRef<boolean>
  isPresenterAvailable: ComputedRef<boolean>
  /** The clicks that the address says, which may be more than the slide has. */
  queryClicks: WritableComputedRef<number>
}

export function useNav(): SlidevContextNav & SlidevContextNavState

export function useSlideContext(): {
  $nav: Ref<{ currentSlideNo: number, currentPage: number, total: number, isPrintMode: boolean, isPresenter: boolean }>
  $clicksContext: ClicksContext
  $clicks: Ref<number>
  $page: Ref<number>
  $route: SlideRoute | undefined
  $renderContext: Ref<RenderContext>
  $frontmatter: Record<string, unknown> & { layout?: string }
  $scale: ComputedRef<number>
  $zoom: ComputedRef<number>
}

export function useDarkMode(): {
  isColorSchemaConfigured: ComputedRef<boolean>
  isDark: WritableComputedRef<boolean>
  toggleDark: (value?: boolean) => boolean
}

export function useIsSlideActive(): ComputedRef<boolean>
export function onSlideEnter(callback: (to: number, from: number | undefined) => unknown): void
export function onSlideLeave(callback: (to: number, from: number | undefined) => unknown): void

/** Turns Slidev's shortcuts off until the returned function is called. */
export function lockShortcuts(): () => void

export interface SyncState<State extends object> {
  state: State
  init: (channelKey: string) => void
  onPatch: (callback: (state: State) => void) => void
  onUpdate: (patch: Partial<State>) => void
  patch: <K extends keyof State>(key: K, value: State[K]) => void
}
/** A state shared by every window that shows the deck: through the dev server, else through a BroadcastChannel. */
export function createSyncState<State extends object>(serverState: State, defaultState: State, persist?: boolean): SyncState<State>

export const configs: SlidevConfig & { slidesTitle: string }
export const mode: 'dev' | 'build'
export const slideAspect: ComputedRef<number>
export const slideWidth: ComputedRef<number>
export const slideHeight: ComputedRef<number>
export const slidesTitle: string
/** Base path of the deck's own URLs, `#/` included with the hash router. */
export const pathPrefix: string

/** A path of `public/`, with the deck's base path. */
export function resolveAssetUrl(url: string): string
