import type { Verdict } from '../exercises/exercise'
import type { ExerciseId } from '../exercises/index'
import type { RunRecord } from '../runner/record'
import { computed, onUnmounted, ref, shallowRef, watch } from 'vue'
import { judge, unstarted } from '../exercises/exercise'
import { exercises } from '../exercises/index'
import { takeWorker } from '../runner/browser'
import { startRun } from '../runner/host'
import { useBlockCode } from './useBlockCode'
import { useProgress } from './useProgress'

/** An exercise that a reader works on: its code, which the device keeps, and what its checks say of it. */
export function useExercise(id: ExerciseId) {
  const exercise = exercises[id]
  const { progress, noteExercise } = useProgress()
  const kept = computed(() => progress.value.exercises[id])
  /** Of the block that shows the code. */
  const block = `exercise ${id}`
  const { code, env } = useBlockCode(block, { code: kept.value?.code ?? exercise.start, env: {} })

  const isChecking = ref(false)
  /** What the checks say, and of which code. */
  const checked = shallowRef<{ code: string, verdicts: Verdict[] | null }>()
  let isGone = false

  /** Runs the code under each case, one after the other, and lets the checks look at the records. */
  async function check() {
    const text = code.value
    isChecking.value = true
    const runs: Record<string, RunRecord> = {}
    for (const [name, env] of Object.entries(exercise.cases)) {
      if (isGone)
        return
      runs[name] = await startRun({ code: text, env: { ...env }, clock: 'virtual' }, takeWorker()).done
    }
    const verdicts = unstarted(runs) ? null : judge(exercise, runs)
    checked.value = { code: text, verdicts }
    isChecking.value = false
    if (verdicts?.every(({ finding }) => !finding))
      noteExercise(id, { isPassed: true })
  }

  watch(code, text => noteExercise(id, { code: text === exercise.start ? undefined : text }))
  onUnmounted(() => isGone = true)

  return {
    exercise,
    block,
    code,
    env,
    check,
    isChecking,
    checked,
    /** Whether the code has changed since. */
    isStale: computed(() => checked.value !== undefined && checked.value.code !== code.value),
    hints: computed({ get: () => kept.value?.hints ?? 0, set: hints => noteExercise(id, { hints }) }),
  }
}
