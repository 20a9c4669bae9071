import { defineCodeblockTransformer } from '@slidev/types'

export const diagramBlock = defineCodeblockTransformer(() => undefined)
