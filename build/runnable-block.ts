import { defineCodeblockTransformer } from '@slidev/types'

export const runnableBlock = defineCodeblockTransformer(() => undefined)
