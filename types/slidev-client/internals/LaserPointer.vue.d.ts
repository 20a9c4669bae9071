import type { DefineComponent } from 'vue'

declare const LaserPointer: DefineComponent<object>
export default LaserPointer
