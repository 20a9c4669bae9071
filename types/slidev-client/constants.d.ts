import type { RenderContext } from '@slidev/types'
import type { InjectionKey, Ref } from 'vue'

export const injectionRenderContext: InjectionKey<Ref<RenderContext>>
