import type { SlideRoute } from '@slidev/types'
import type { DefineComponent } from 'vue'

/** One slide as Slidev prints it, all its clicks done. */
declare const PrintSlide: DefineComponent<{ route: SlideRoute }>
export default PrintSlide
