import type { ClicksContext, RenderContext, SlideRoute } from '@slidev/types'
import type { InjectionKey, Ref } from 'vue'

export const injectionClicksContext: InjectionKey<Ref<ClicksContext>>
export const injectionCurrentPage: InjectionKey<Ref<number>>
export const injectionFrontmatter: InjectionKey<Record<string, unknown>>
export const injectionRenderContext: InjectionKey<Ref<RenderContext>>
export const injectionRoute: InjectionKey<SlideRoute>
export const injectionSlidevContext: InjectionKey<object>
/** More clicks than a slide has: all of its steps are shown. */
export const CLICKS_MAX: number
