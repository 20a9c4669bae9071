import type { SlideRoute } from '@slidev/types'
import type { ShallowRef } from 'vue'

export const slides: ShallowRef<SlideRoute[]>
export function getSlide(no: number | string): SlideRoute | undefined
export function getSlidePath(route: SlideRoute | number | string, presenter: boolean, exporting?: boolean): string
