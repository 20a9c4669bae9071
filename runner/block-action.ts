import * as v from 'valibot'

/** Most characters of the code of a block. */
const MAX_CODE = 100_000

const text = v.pipe(v.string(), v.maxLength(MAX_CODE))

/** What is done to a block, with the code and the environment it is done with, as windows tell each other. */
export const blockAction = v.strictObject({
  code: text,
  env: v.record(text, text),
  do: v.picklist(['set', 'run', 'stop', 'clear']),
})

export type BlockAction = v.InferOutput<typeof blockAction>
