import type { Ref } from 'vue'

/** Where the pointer is on the slide, in per cent; null elsewhere. */
export function useMousePosInSlide(): Ref<{ x: number, y: number } | null>
