import type { ClicksContext, RenderContext, SlideRoute } from '@slidev/types'
import type { DefineComponent } from 'vue'

/** One slide. */
declare const SlideWrapper: DefineComponent<{ route: SlideRoute, clicksContext: ClicksContext, renderContext: RenderContext }>
export default SlideWrapper
