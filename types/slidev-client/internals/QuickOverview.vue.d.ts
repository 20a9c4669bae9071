import type { DefineComponent } from 'vue'

declare const QuickOverview: DefineComponent<object>
export default QuickOverview
