import type { Ref } from 'vue'

export function useDrawings(): {
  /** Whether a finger or a pointer draws on the slide now. */
  isDrawing: Ref<boolean>
  /** Whether the tools are shown. */
  drawingEnabled: Ref<boolean>
}
