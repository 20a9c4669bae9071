import { useLocalStorage } from '@vueuse/core'

/** What a reader did with an exercise. */
export interface ExerciseProgress { code?: string, isPassed?: boolean, hints?: number }

/** What a reader did, kept on the device: by exercise, and the answers to questions by their ids. */
export interface Progress {
  exercises: Partial<Record<string, ExerciseProgress>>
  answers: Partial<Record<string, number[]>>
}

const none = (): Progress => ({ exercises: {}, answers: {} })

/** The progress of the reader on this device. */
export function useProgress() {
  const progress = useLocalStorage<Progress>('deck progress', none(), { mergeDefaults: true })
  return {
    progress,
    noteExercise(id: string, changes: ExerciseProgress) {
      progress.value.exercises[id] = { ...progress.value.exercises[id], ...changes }
    },
    /** Undefined takes it back. */
    noteAnswer(id: string, answer: number[] | undefined) {
      progress.value.answers[id] = answer
    },
    forget: () => { progress.value = none() },
  }
}
