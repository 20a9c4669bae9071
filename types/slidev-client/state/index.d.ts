import type { Ref } from 'vue'

/** Which windows tell the others where they are, and which go where others are: what a menu of Slidev's says. */
export const syncDirections: Ref<Record<'viewerSend' | 'viewerReceive' | 'presenterSend' | 'presenterReceive', boolean>>

/** Whether the next turn is shown without a transition. */
export const hmrSkipTransition: Ref<boolean>

/** Opens or closes the overview. */
export function toggleOverview(value?: boolean): boolean
export const showOverview: Ref<boolean>

export const fullscreen: { isFullscreen: Ref<boolean>, toggle: () => Promise<void> }

/** Whether the audience sees the presenter's pointer, and as what. */
export const showPresenterCursor: Ref<boolean>
export const cursorStyle: Ref<'cursor' | 'laser'>

/** Size of the notes, of which 1 is Slidev's own. */
export const presenterNotesFontSize: Ref<number>
