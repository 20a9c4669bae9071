import * as v from 'valibot'
import { computed } from 'vue'
import { MAX_CODE } from '../runner/job.ts'
import { useWidgetState } from './useWidgetState'

const text = v.pipe(v.string(), v.maxLength(MAX_CODE))
const schema = v.strictObject({ code: text, env: v.record(text, text) })

/**
 * The code of a block and the environment of its runs, as they were changed in any window.
 * @param block names it among those of its slide
 */
export function useBlockCode(block: string, initial: { code: string, env: Record<string, string> }) {
  const { state, set } = useWidgetState(`code ${block}`, initial, schema)
  return {
    code: computed({ get: () => state.code, set: code => code !== state.code && set({ code }) }),
    env: computed({ get: () => state.env, set: env => set({ env }) }),
  }
}
