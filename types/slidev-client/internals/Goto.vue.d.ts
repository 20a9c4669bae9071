import type { DefineComponent } from 'vue'

declare const Goto: DefineComponent<object>
export default Goto
