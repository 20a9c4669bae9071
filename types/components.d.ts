import type { DefineComponent } from 'vue'

/** Components that Slidev registers by name, where a template of `components/` or `layouts/` uses them. */
declare module 'vue' {
  interface GlobalComponents {
    LineChart: typeof import('../components/charts/LineChart.vue')['default']
    Link: DefineComponent<{ to: number | string, title?: string }>
    RangeField: typeof import('../components/deck/RangeField.vue')['default']
  }
  interface HTMLAttributes {
    [key: `data-${string}`]: unknown
  }
}
