import type { Ref } from 'vue'

/** Which windows tell the others where they are, and which go where others are: what a menu of Slidev's says. */
export const syncDirections: Ref<Record<'viewerSend' | 'viewerReceive' | 'presenterSend' | 'presenterReceive', boolean>>

/** Whether the next turn is shown without a transition. */
export const hmrSkipTransition: Ref<boolean>
