import type { DefineComponent } from 'vue'

/** Scales what is in it to the room that it has; the main one is that of the page. */
declare const SlideContainer: DefineComponent<{ isMain?: boolean }>
export default SlideContainer
