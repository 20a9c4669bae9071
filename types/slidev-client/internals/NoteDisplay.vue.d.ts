import type { ClicksContext } from '@slidev/types'
import type { DefineComponent } from 'vue'

/** A note, whose marks of clicks tell which one comes next. */
declare const NoteDisplay: DefineComponent<{ noteHtml?: string, clicksContext?: ClicksContext, autoScroll?: boolean }>
export default NoteDisplay
