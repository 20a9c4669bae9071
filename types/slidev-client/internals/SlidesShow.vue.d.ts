import type { DefineComponent } from 'vue'

/** The slides, of which the current one is seen. */
declare const SlidesShow: DefineComponent<{ renderContext: 'slide' | 'presenter' }>
export default SlidesShow
